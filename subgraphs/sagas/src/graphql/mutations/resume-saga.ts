import { resumeSaga as run, type ResumeSagaInput } from '../../application/commands/resume-saga.ts';
import type { SagasContext } from '../context.ts';
import type { UnionMember } from '@comptoir/graphql-kit';
import { toUnion } from '../problems.ts';

export async function resumeSaga(
  _: unknown,
  { input }: { input: ResumeSagaInput },
  context: SagasContext,
): Promise<UnionMember> {
  const outcome = await context.deps.telemetry.command('resume_saga', () => run(context.deps)(context, input));
  return toUnion(outcome, 'ResumeSagaSuccess', (saga) => ({ saga }));
}
