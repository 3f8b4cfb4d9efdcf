import type { SagaFilter, SagaState, SagaType } from '../../__generated__/operations.ts';

/** Which sagas are looked at; it stands in the address. */
export type SagaView = { show: SagaShow; type: SagaType | null; state: SagaState | null };

export const SAGA_SHOWS = {
  running: { label: 'On the way', filter: { completed: false } },
  parked: { label: 'Waiting for a person', filter: { parked: true } },
  ended: { label: 'Ended', filter: { completed: true } },
  all: { label: 'All', filter: {} },
} as const satisfies Record<string, { label: string; filter: SagaFilter }>;

export type SagaShow = keyof typeof SAGA_SHOWS;

const known = <T extends string>(value: string | null, all: readonly string[]): T | null =>
  value !== null && all.includes(value) ? (value as T) : null;

export function readSagaView(params: URLSearchParams, types: readonly string[], states: readonly string[]): SagaView {
  return {
    show: known<SagaShow>(params.get('show'), Object.keys(SAGA_SHOWS)) ?? 'running',
    type: known<SagaType>(params.get('type'), types),
    state: known<SagaState>(params.get('state'), states),
  };
}

/** The address of a view; what is as usual is left out. */
export function writeSagaView({ show, type, state }: SagaView): URLSearchParams {
  return new URLSearchParams({
    ...(show !== 'running' && { show }),
    ...(type && { type }),
    ...(state && { state }),
  });
}

export const sagaFilterOf = ({ show, type, state }: SagaView): SagaFilter => ({
  ...SAGA_SHOWS[show].filter,
  ...(type && { type }),
  ...(state && { states: [state] }),
});
