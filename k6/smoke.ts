/** The sale, once a second for a minute: does it work at all? `k6 run k6/smoke.ts` against a running system. */
import { buyOne, logIn } from './journeys/sale.ts';

export const options = {
  scenarios: {
    smoke: {
      executor: 'constant-arrival-rate',
      rate: 1,
      timeUnit: '1s',
      duration: '1m',
      preAllocatedVUs: 5,
      maxVUs: 10,
    },
  },
  thresholds: {
    checks: ['rate>0.99'],
    'http_req_duration{operation:Checkout}': ['p(95)<200'],
    sale_settled_ms: ['p(95)<500'],
    sale_unsettled: ['count==0'],
    dropped_iterations: ['count==0'],
  },
};

export function setup(): { token: string } {
  return { token: logIn('client', 'client123') };
}

export default function smoke({ token }: { token: string }): void {
  buyOne(token);
}
