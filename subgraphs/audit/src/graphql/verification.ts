import { badUserInput, requireRole, type UnionMember } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { BackgroundCheck, Verification } from '../application/ports.ts';
import { searchOf } from '../domain/search.ts';
import type { SignedHead } from '../domain/signed-head.ts';
import type { AuditContext } from './context.ts';

const BEFORE_ALL = (after: number) =>
  `afterPosition: ${after} is before all. Places begin with 1; 0 checks from the beginning.`;

export type VerifyArgs = { afterPosition: number | null; sinceSignedHead: boolean | null };

export async function verifyAuditChain(
  { afterPosition, sinceSignedHead }: VerifyArgs,
  { store }: AuditContext,
): Promise<Verification> {
  if (sinceSignedHead && afterPosition)
    throw badUserInput(`afterPosition: ${afterPosition} and sinceSignedHead say two things. Leave one of them out.`);
  if (afterPosition !== null && afterPosition < 0) throw badUserInput(BEFORE_ALL(afterPosition));
  const verification = await (sinceSignedHead ? store.verifySinceSignedHead() : store.verify(afterPosition ?? 0));
  if (!verification)
    throw badUserInput(
      `afterPosition: the chain has no place ${afterPosition} yet. eventStoreStatistics tells how long it is.`,
    );
  return verification;
}

export const auditVerification = ({ id }: { id: string | null }, { store }: AuditContext) =>
  id && !isUuid(id) ? null : store.check(id);

export async function startAuditVerification(
  _: unknown,
  { input }: { input: { afterPosition: number } },
  { store, actor, replay, searches }: AuditContext,
): Promise<UnionMember> {
  const admin = requireRole(actor, 'ADMIN');
  if (input.afterPosition < 0) throw badUserInput(BEFORE_ALL(input.afterPosition));
  await searches.load(searchOf('startAuditVerification', input));
  const verification = await replay.telemetry.command('start_audit_verification', () =>
    store.beginCheck(admin.sub, input.afterPosition),
  );
  return { __typename: 'StartAuditVerificationSuccess', verification };
}

export const signedHeadFields = { position: ({ seq }: SignedHead) => seq };

export const verificationFields = {
  progress: ({ state, target, checkedUpTo }: BackgroundCheck) =>
    state === 'INTACT' || target === 0 ? 1 : Math.min(1, checkedUpTo / target),
};
