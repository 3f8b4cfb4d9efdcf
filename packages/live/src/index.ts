export { memoryBus } from './memory-bus.ts';
export { redisBus } from './redis-bus.ts';
export type { LiveBus, LiveMessage } from './bus.ts';
export { createHub, type Hub } from './hub.ts';
export { numberedStream, type NumberedOptions } from './numbered.ts';
export { latestStream, type LatestOptions } from './latest.ts';
