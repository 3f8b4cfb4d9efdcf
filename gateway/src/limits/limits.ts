/**
 * Every limit of the public address, in one table. All are checked before any subgraph is asked; README.md says what a
 * caller sees when one is passed.
 */
export type Limits = {
  /** Bytes of a request body, and of one WebSocket message. */
  bodyBytes: number;
  /** Lexical tokens of a document. */
  tokens: number;
  /** Fields once all fragments are spread. */
  selections: number;
  /** Nested fields. */
  depth: number;
  /** Fields with an alias. */
  aliases: number;
  /** Fields at the root of an operation. */
  rootFields: number;
  /** Objects that an operation may ask for, by its page sizes. */
  cost: number;
  /** Operations a minute for a person or an API key. */
  operationsPerPerson: number;
  /** Operations a minute for an address that sends no identity. */
  operationsPerAddress: number;
  /** Calls of `login` a minute for an address. Failed tries of an account are counted by users. */
  loginsPerAddress: number;
  /** Calls of `register` a minute for an address. */
  registrationsPerAddress: number;
  /** Operations (streams and queries) that one WebSocket may have open. */
  operationsPerSocket: number;
  /** Bytes that may wait for a slow WebSocket client. */
  socketBufferBytes: number;
  /** How long they may wait before the streams of that socket end with SLOW_CONSUMER. */
  slowConsumerMs: number;
};

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 256 * 1024,
  tokens: 2_000,
  selections: 2_000,
  depth: 15,
  aliases: 30,
  rootFields: 20,
  cost: 10_000,
  operationsPerPerson: 300,
  operationsPerAddress: 600,
  loginsPerAddress: 60,
  registrationsPerAddress: 20,
  operationsPerSocket: 100,
  socketBufferBytes: 1024 * 1024,
  slowConsumerMs: 5_000,
};
