export { memoryBus, redisBus, type LiveBus } from './bus.ts';
export { createHub, type Hub } from './hub.ts';
export { numberedStream, type Numbered } from './numbered.ts';
export { latestStream } from './latest.ts';
