import type { SagaFilter, SagaState, SagaType } from '../../__generated__/operations.ts';
import { keysOf, oneOf } from '../../shared/one-of.ts';

/** Which sagas are looked at; it stands in the address. */
export type SagaView = { show: SagaShow; type: SagaType | null; state: SagaState | null };

export const SAGA_SHOWS = {
  running: { label: 'On the way', filter: { completed: false } },
  parked: { label: 'Need a person', filter: { parked: true } },
  ended: { label: 'Ended', filter: { completed: true } },
  all: { label: 'All', filter: {} },
} as const satisfies Record<string, { label: string; filter: SagaFilter }>;

export type SagaShow = keyof typeof SAGA_SHOWS;

export function readSagaView(
  params: URLSearchParams,
  types: readonly SagaType[],
  states: readonly SagaState[],
): SagaView {
  return {
    show: oneOf(params.get('show'), keysOf(SAGA_SHOWS)) ?? 'running',
    type: oneOf(params.get('type'), types),
    state: oneOf(params.get('state'), states),
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
