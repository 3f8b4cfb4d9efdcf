export { appendEvents, eventParameters, insertEventsSql, type NewEvent } from './append.ts';
