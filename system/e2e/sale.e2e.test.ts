import { describe } from '@jest/globals';
import { checkouts } from './sale/checkouts.ts';
import { crowds } from './sale/crowds.ts';
import { onTopology } from './sale/ground.ts';
import { roads } from './sale/roads.ts';
import { watching } from './sale/watching.ts';
import type { TopologyName } from './topology.ts';

describe.each<TopologyName>(['system', 'fleet', 'system without Redis'])('a sale, on the %s topology', (name) => {
  onTopology(name);
  roads();
  checkouts();
  watching();
  // Last: everything is killed in the end.
  crowds(name);
});
