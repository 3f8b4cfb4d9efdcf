import { ROUTES, type DeadLetter, type DeadLettersCall, type ReplayAnswer, type ReplayCall } from '@comptoir/contracts';
import type { ContextName } from '@comptoir/kit';

/** What a context answers about the events that its consumers set aside. */
export type DeadLetterPort = {
  list(call: DeadLettersCall): Promise<DeadLetter[]>;
  replay(call: ReplayCall): Promise<ReplayAnswer>;
};

/** A consumer of events, whose they are, and who answers for it. */
export type EventConsumer = DeadLetterPort & { name: string; sources: readonly ContextName[] };

/** The other contexts that read events, as the routing table says. */
export const CONSUMING_CONTEXTS: readonly ContextName[] = [
  ...new Set(ROUTES.map(({ consumer }) => consumer.context).filter((context) => context !== 'audit')),
];

/** Everybody who reads events, by name, as the routing table says. */
export function consumersBehind(
  ports: Partial<Record<ContextName, DeadLetterPort>>,
): ReadonlyMap<string, EventConsumer> {
  const consumers = new Map<string, EventConsumer>();
  for (const { consumer, sources } of ROUTES) {
    const port = ports[consumer.context];
    if (!port)
      throw new Error(`"${consumer.name}" reads events in ${consumer.context}, whose dead letters nobody can ask for.`);
    const known = consumers.get(consumer.name)?.sources ?? [];
    consumers.set(consumer.name, { name: consumer.name, sources: [...new Set([...known, ...sources])], ...port });
  }
  return consumers;
}
