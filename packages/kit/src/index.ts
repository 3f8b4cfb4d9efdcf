export { uuidv7, isUuid } from './ids.ts';
export { money, addMoney, multiplyMoney, type Money } from './money.ts';
export { accept, refuse, type Decision } from './decision.ts';
export { systemClock, type Clock } from './clock.ts';
export { chunksOf, groupBy } from './collections.ts';
export type { Actor, Role } from './actor.ts';
export { CONTEXT_NAMES, type ContextName } from './contexts.ts';
export { sha256 } from './digest.ts';
export { newTextKey, sealText, unsealText } from './sealed-text.ts';
