import { commandLine } from '@comptoir/service-kit';
import { startServers, type Servers } from '../ground.ts';
import { headOf, publish } from '../report.ts';
import { audit } from './audit.ts';
import { append, journey } from './backbone.ts';
import { exported } from './export.ts';
import { projections } from './projections.ts';

/** What a part measures, and how it is read. */
export type Part = (servers: Servers, options: { complaints: number; events: number }) => Promise<string[]>;

const PARTS: Record<string, Part> = { append, journey, projections, audit, export: exported };

const { values } = commandLine({
  usage: `npm run bench:events -- [--only PART] [--complaints N] [--write]
  Measures the event side on servers of its own. Parts: ${Object.keys(PARTS).join(', ')}.
  --complaints  how many there are (100000)
  --events      how many the audit store holds (1000000)
  --write       adds the figures to docs/benchmarks.md`,
  options: {
    only: { type: 'string' },
    complaints: { type: 'string', default: '100000' },
    events: { type: 'string', default: '1000000' },
    write: { type: 'boolean', default: false },
  },
});

const wanted = Object.entries(PARTS).filter(([name]) => values.only === undefined || values.only === name);
if (wanted.length === 0)
  throw new Error(`--only: "${values.only}" is no part. There are ${Object.keys(PARTS).join(', ')}.`);
const servers = await startServers();
try {
  for (const [name, part] of wanted) {
    const report = await part(servers, { complaints: Number(values.complaints), events: Number(values.events) });
    publish([await headOf(`events: ${name}`, servers.adminUrl), ...report], values.write);
  }
} finally {
  await servers.stop();
}
