import { deadLettersCall, replayCall } from '@comptoir/contracts';
import { parkedEvents, replayParked } from './parked-events.ts';
import type { EventHandler } from './worker.ts';

/**
 * What a context that consumes events lets the audit context ask, for admins: to list what its handlers set aside, and to
 * apply it again. Part of its `internal` ports.
 */
export function deadLetterPorts(handlers: readonly EventHandler[]) {
  const handlerOf = (consumer: string): EventHandler => {
    const handler = handlers.find((one) => one.consumer === consumer);
    if (!handler) throw new Error(`No handler of the consumer "${consumer}" is here.`);
    return handler;
  };
  return {
    deadLetters: (calls: unknown[]) =>
      Promise.all(
        calls.map((call) => {
          const wanted = deadLettersCall.parse(call);
          return parkedEvents(handlerOf(wanted.consumer).pool, wanted);
        }),
      ),
    /** One after the other: they would wait for each other's lanes. */
    async replayDeadLetters(calls: unknown[]) {
      const answers = [];
      for (const call of calls) {
        const { consumer, ...which } = replayCall.parse(call);
        const handler = handlerOf(consumer);
        answers.push(await replayParked(handler.pool, handler, which));
      }
      return answers;
    },
  };
}
