import type { UnionMember } from '@comptoir/graphql-kit';
import type { RejectRefundInput } from '../../application/commands/decide-refund.ts';
import type { SalesContext } from '../context.ts';
import { toUnion } from '../problems.ts';

export async function rejectRefund(
  _: unknown,
  { input }: { input: RejectRefundInput },
  context: SalesContext,
): Promise<UnionMember> {
  const { telemetry, commands } = context;
  const outcome = await telemetry.command('reject_refund', () => commands.rejectRefund(context, input));
  return toUnion(outcome, 'RejectRefundSuccess', (refund) => ({ refund }));
}
