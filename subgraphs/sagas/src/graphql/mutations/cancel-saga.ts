import { cancelSaga as run, type CancelSagaInput } from '../../application/commands/cancel-saga.ts';
import type { SagasContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function cancelSaga(
  _: unknown,
  { input }: { input: CancelSagaInput },
  context: SagasContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('cancel_saga', () => run(context.deps)(context, input));
  return toUnion(outcome, 'CancelSagaSuccess', (saga) => ({ saga }));
}
