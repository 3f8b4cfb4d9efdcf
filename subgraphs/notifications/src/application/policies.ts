import { forbidden, requireActor } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';

/** An inbox is its owner's alone: not even admins read it. */
export function requireOwner(actor: Actor | null, userId: string): void {
  if (requireActor(actor).sub !== userId) throw forbidden('Only the person reads an inbox.');
}
