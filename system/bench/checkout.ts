/** What a sale costs, in three stages, and under special loads. docs/benchmarks.md tells method and marks. */
import { commandLine } from '@comptoir/service-kit';
import type { TopologyName } from '../e2e/topology.ts';
import { direct } from './direct.ts';
import { engineAlone } from './engine-alone.ts';
import { flat } from './flat.ts';
import { onFleet } from './fleet.ts';
import { hotProduct, latency, throughGateway } from './through-gateway.ts';

const USAGE = `npm run bench:checkout -- [options]

What a sale costs, in three stages: through the gateway with everything running (a), the sagas subgraph asked directly (b),
the engine alone beside the plain design (c). Without options all three; docs/benchmarks.md tells method and marks.
  --stage a|b|c                                    one of them, or some: a,b
  --latency [--rate 20]                            p95 from click to confirmed at 20 and 100 orders/s, or at one rate
  --hot                                            all orders for one product against orders spread out
  --flat [--finished 1000000] [--measured 20000]   CPU an order beside a thousand and a million finished sagas
For all: --seconds 30 --in-flight 128 --products 200 --topology fleet|system, --orders 20000 --rounds 3 --loops 3
--concurrency 20 of (c), --write adds the result to docs/benchmarks.md, --profile <folder> writes a V8 profile a process.`;

const { values } = commandLine({
  usage: USAGE,
  options: {
    stage: { type: 'string' },
    latency: { type: 'boolean', default: false },
    rate: { type: 'string', default: '20,100' },
    hot: { type: 'boolean', default: false },
    flat: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '30' },
    'in-flight': { type: 'string', default: '128' },
    products: { type: 'string', default: '200' },
    topology: { type: 'string', default: 'fleet' },
    orders: { type: 'string', default: '20000' },
    rounds: { type: 'string' },
    loops: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '20' },
    finished: { type: 'string', default: '1000000' },
    measured: { type: 'string', default: '20000' },
    write: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const number = (
  name: 'seconds' | 'in-flight' | 'products' | 'orders' | 'loops' | 'concurrency' | 'finished' | 'measured',
) => Number(values[name]);
const { write, profile } = values;
const shopping = { seconds: number('seconds'), inFlight: number('in-flight'), write };
const loops = number('loops');
const modes = values.latency || values.hot || values.flat;
const stages = values.stage ?? (modes ? '' : 'a,b,c');

if (/[ab]/.test(stages) || values.latency || values.hot)
  await onFleet({ topology: values.topology as TopologyName, products: number('products'), profile }, async (fleet) => {
    if (stages.includes('a')) await throughGateway(fleet, shopping);
    if (stages.includes('b')) await direct(fleet, shopping);
    if (values.latency) await latency(fleet, values.rate.split(',').map(Number), shopping);
    if (values.hot) await hotProduct(fleet, shopping);
  });
if (stages.includes('c'))
  await engineAlone({
    ...{ orders: number('orders'), rounds: Number(values.rounds ?? 3), loops },
    ...{ concurrency: number('concurrency'), write },
  });
if (values.flat)
  await flat({
    ...{ finished: number('finished'), measured: number('measured'), rounds: Number(values.rounds ?? 5) },
    ...{ loops, write },
  });
