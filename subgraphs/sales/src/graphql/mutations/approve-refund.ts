import type { UnionMember } from '@comptoir/graphql-kit';
import type { ApproveRefundInput } from '../../application/commands/decide-refund.ts';
import type { SalesContext } from '../context.ts';
import { toUnion } from '../problems.ts';

export async function approveRefund(
  _: unknown,
  { input }: { input: ApproveRefundInput },
  context: SalesContext,
): Promise<UnionMember> {
  const { telemetry, commands } = context;
  const outcome = await telemetry.command('approve_refund', () => commands.approveRefund(context, input));
  return toUnion(outcome, 'ApproveRefundSuccess', (refund) => ({ refund }));
}
