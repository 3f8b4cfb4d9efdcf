/** The Grafana boards as code: written to observability/grafana/dashboards by `npm --prefix tools run dashboards`. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { cqrs } from './boards/cqrs.ts';
import { eventStore } from './boards/event-store.ts';
import { events } from './boards/events.ts';
import { goldenSignals } from './boards/golden-signals.ts';
import { overview } from './boards/overview.ts';
import { sagas } from './boards/sagas.ts';

export const boards: Record<string, Dashboard> = {
  overview,
  'golden-signals': goldenSignals,
  sagas,
  events,
  cqrs,
  'event-store': eventStore,
};

export const boardFile = (name: string): URL =>
  new URL(`../../observability/grafana/dashboards/${name}.json`, import.meta.url);
export const boardText = (name: string): string => `${JSON.stringify(boards[name], null, 2)}\n`;
