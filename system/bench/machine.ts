import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

const ORDER = {
  id: '0d3f4f4e-5c1b-4c58-9a38-1f3c9e0a7b11',
  lines: Array.from({ length: 5 }, (_, place) => ({ product: place, quantity: 2, currency: 'EUR' })),
};
const TRIPS = 200_000;

function cpuOfTrips(): number {
  const before = process.cpuUsage();
  for (let i = 0; i < TRIPS; i++) JSON.parse(JSON.stringify(ORDER));
  return process.cpuUsage(before).user / TRIPS;
}

/**
 * The machine of a run in one line. A shared host drifts by a third within hours, so a fixed piece of work (JSON text of an
 * order and back, µs of CPU, best of three after a warm-up) stands beside its load: runs compare only where that is alike.
 */
export function machine(): string {
  cpuOfTrips();
  const pace = Math.min(cpuOfTrips(), cpuOfTrips(), cpuOfTrips());
  const [load] = readFileSync('/proc/loadavg', 'utf8').split(' ');
  return `${cpus().length} cores (${cpus()[0]?.model}), pace ${pace.toFixed(2)} µs, Node ${process.version}, load ${load}`;
}
