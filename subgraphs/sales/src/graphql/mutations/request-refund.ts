import type { UnionMember } from '@comptoir/graphql-kit';
import type { RequestRefundInput } from '../../application/commands/request-refund.ts';
import type { SalesContext } from '../context.ts';
import { toUnion } from '../problems.ts';

export async function requestRefund(
  _: unknown,
  { input }: { input: RequestRefundInput },
  context: SalesContext,
): Promise<UnionMember> {
  const { telemetry, commands } = context;
  const outcome = await telemetry.command('request_refund', () => commands.requestRefund(context, input));
  return toUnion(outcome, 'RequestRefundSuccess', (refund) => ({ refund }));
}
