import type { Told } from '../load.ts';
import type { World } from '../world.ts';
import { checkAudit } from './audit.ts';
import { checkBetween } from './between.ts';
import type { Check, Databases } from './check.ts';
import { complaintChecks } from './complaints.ts';
import { deadlockChecks } from './deadlocks.ts';
import { creditChecks, moneyChecks, refundChecks } from './money.ts';
import { checkPromises } from './promises.ts';
import { checkReconcile } from './reconcile.ts';
import { sagaChecks } from './sagas.ts';
import { stockChecks } from './stock.ts';

const SHOWN = 5;
const RULES = [
  ...[...stockChecks, ...moneyChecks, ...creditChecks, ...refundChecks],
  ...[...complaintChecks, ...sagaChecks, ...deadlockChecks],
];
const [BETWEEN, TOLD, AUDIT, RECONCILE] = ['between databases', 'what clients were told', 'audit', 'npm run reconcile'];
const nameOf = ({ context, what }: Check): string => `${context}: ${what}`;

/** By what names differences are told. */
export const ruleNames: readonly string[] = [...RULES.map(nameOf), BETWEEN, TOLD, AUDIT, RECONCILE];

/** Everything that must hold when a run has come to rest, asked of the databases. Answers what does not; nothing is sound. */
export async function differences({ databases, folder }: World, told: Told): Promise<string[]> {
  const found = await Promise.all([
    checkBooks(databases, told),
    named(AUDIT, checkAudit(databases)),
    named(RECONCILE, checkReconcile(folder)),
  ]);
  return found.flat();
}

/** Stock, money and sagas, each by itself and against each other, and what clients were told of them. */
export async function checkBooks(databases: Databases, told: Told): Promise<string[]> {
  const found = await Promise.all([
    ...RULES.map((check) => broken(databases, check)),
    named(BETWEEN, checkBetween(databases)),
    named(TOLD, checkPromises(databases, told)),
  ]);
  return found.flat();
}

async function broken(databases: Databases, check: Check): Promise<string[]> {
  const rows = databases[check.context]
    .query<{ difference: string }>(check.sql)
    .then((answer) => answer.rows.map((r) => r.difference));
  return named(nameOf(check), rows);
}

/** The first few of each rule: a broken guard breaks it for hundreds. */
async function named(rule: string, found: Promise<string[]>): Promise<string[]> {
  const all = await found;
  const rest = all.length > SHOWN ? [`${rule}: and ${all.length - SHOWN} more`] : [];
  return [...all.slice(0, SHOWN).map((difference) => `${rule}: ${difference}`), ...rest];
}
