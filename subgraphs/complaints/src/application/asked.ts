import { serviceUnavailable } from '@comptoir/graphql-kit';
import type { ComplaintsTelemetry } from '../telemetry/events.ts';

/** What another context answers. While it does not, nothing is done. */
export async function asked<Answer>(
  context: 'sales' | 'users',
  telemetry: Pick<ComplaintsTelemetry, 'notAnswered'>,
  question: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await question();
  } catch (err) {
    telemetry.notAnswered(context, err);
    throw serviceUnavailable(`The service "${context}"`);
  }
}
