import { randomUUID } from 'node:crypto';
import type { Shelf } from '../operations.ts';

/**
 * Who may what: roles × operations on what is one's own, another person's, in the manager's store and in another store.
 * `client` is the owner of both sales; `manager` looks after the first store.
 */
export const PEOPLE = ['anonymous', 'client', 'client2', 'agent', 'manager', 'admin'] as const;
export type Who = (typeof PEOPLE)[number];
export type Verdict = 'ok' | 'FORBIDDEN' | 'UNAUTHENTICATED';

export type World = {
  shelf: Shelf;
  /** Of `client`, at the manager's store and at another one. */
  here: { saleId: string; sagaId: string };
  there: { saleId: string; sagaId: string };
  /** Of a unit of each of them, asked for by `client`. */
  refundHere: string;
  refundThere: string;
  /** About both of them, filed by `client`; and one that the agent filed as a customer. */
  complaintHere: string;
  complaintThere: string;
  complaintOfAgent: string;
  ids: Record<'client' | 'client2' | 'manager', string>;
};

export const O = 'ok';
export const F = 'FORBIDDEN';
export const U = 'UNAUTHENTICATED';
export const everybody: Verdict[] = [O, O, O, O, O, O];
export const signedIn: Verdict[] = [U, O, O, O, O, O];
export const adminOnly: Verdict[] = [U, F, F, F, F, O];
export const ownHere: Verdict[] = [U, O, F, F, O, O];
export const ownThere: Verdict[] = [U, O, F, F, F, O];
/** Agents and admins. */
export const attending: Verdict[] = [U, F, F, O, F, O];
export const managerHere: Verdict[] = [U, F, F, F, O, O];

export type Row = [operation: string, query: string, variables: (world: World) => object, verdicts: Verdict[]];

export const input = (of: (world: World) => object) => (world: World) => ({ input: of(world) });
export const mutation = (name: string) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on Problem { message } } }`;
};
export const nothing = () => ({});
/** Well formed and of nobody: whoever may ask gets a NotFoundProblem or a refusal, which is an answer. */
export const unknown = randomUUID();
