import type { Told } from '../load.ts';
import type { World } from '../world.ts';
import { checkAudit } from './audit.ts';
import { checkBetween } from './between.ts';
import type { Check, Databases } from './check.ts';
import { deadlockChecks } from './deadlocks.ts';
import { creditChecks, moneyChecks, refundChecks } from './money.ts';
import { checkPromises } from './promises.ts';
import { checkReconcile } from './reconcile.ts';
import { sagaChecks } from './sagas.ts';
import { stockChecks } from './stock.ts';

const SHOWN = 5;

/** Everything that must hold when a run has come to rest, asked of the databases. Answers what does not; nothing is sound. */
export async function differences({ databases, folder }: World, told: Told): Promise<string[]> {
  const found = await Promise.all([
    checkBooks(databases, told),
    named('audit', checkAudit(databases)),
    named('npm run reconcile', checkReconcile(folder)),
  ]);
  return found.flat();
}

/** Stock, money and sagas, each by itself and against each other, and what clients were told of them. */
export async function checkBooks(databases: Databases, told: Told): Promise<string[]> {
  const rules = [...stockChecks, ...moneyChecks, ...creditChecks, ...refundChecks, ...sagaChecks, ...deadlockChecks];
  const found = await Promise.all([
    ...rules.map((check) => broken(databases, check)),
    named('between databases', checkBetween(databases)),
    named('what clients were told', checkPromises(databases, told)),
  ]);
  return found.flat();
}

async function broken(databases: Databases, { context, what, sql }: Check): Promise<string[]> {
  const rows = databases[context]
    .query<{ difference: string }>(sql)
    .then((answer) => answer.rows.map((r) => r.difference));
  return named(`${context}: ${what}`, rows);
}

/** The first few of each rule: a broken guard breaks it for hundreds. */
async function named(rule: string, found: Promise<string[]>): Promise<string[]> {
  const all = await found;
  const rest = all.length > SHOWN ? [`${rule}: and ${all.length - SHOWN} more`] : [];
  return [...all.slice(0, SHOWN).map((difference) => `${rule}: ${difference}`), ...rest];
}
