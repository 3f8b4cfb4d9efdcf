import type { SagaDefinition } from '../domain/saga.ts';
import type { SagaTelemetry } from '../telemetry/events.ts';
import type { EngineWake, SagaStore } from './saga-store.ts';

/** The net below the wakes: counts what is open, and wakes an engine when something is due that nobody holds. */
export function createSweep({
  store,
  definitions,
  wake,
  telemetry,
}: {
  store: Pick<SagaStore, 'countOpen'>;
  definitions: readonly SagaDefinition<never>[];
  wake: EngineWake;
  telemetry: SagaTelemetry;
}) {
  const known = new Set(definitions.map(({ key }) => key));

  return {
    async run(): Promise<void> {
      const open = await store.countOpen();
      telemetry.counted(
        [...new Set(definitions.map(({ type }) => type))].map((type) => {
          const ofType = open.filter((one) => one.type === type);
          const sum = (figure: 'active' | 'parked') => ofType.reduce((total, one) => total + one[figure], 0);
          return { type, active: sum('active'), parked: sum('parked') };
        }),
      );
      if (open.some(({ definition, due }) => known.has(definition) && due > 0)) wake.now();
    },

    /** Throws when sagas run on a definition that this worker does not have: they would wait for ever. */
    async assertRunnable(): Promise<void> {
      const lost = (await store.countOpen()).filter(({ definition }) => !known.has(definition));
      if (lost.length === 0) return;
      const list = lost.map(({ definition, active }) => `${definition} (${active})`).join(', ');
      throw new Error(
        `Sagas are running on definitions that this version no longer has: ${list}. Keep them in subgraphs/sagas/src/domain/sagas/all.ts until none runs (docs/how-to/change-a-saga.md).`,
      );
    },
  };
}
