export { appendEvents, type NewEvent } from './append.ts';
