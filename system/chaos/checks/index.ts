import type { Told } from '../load.ts';
import { refundsExist } from '../refunds.ts';
import type { World } from '../world.ts';
import { checkAudit } from './audit.ts';
import { checkBetween } from './between.ts';
import type { Check } from './check.ts';
import { moneyChecks, refundChecks } from './money.ts';
import { checkPromises } from './promises.ts';
import { sagaChecks } from './sagas.ts';
import { stockChecks } from './stock.ts';

const SHOWN = 5;

/** Everything that must hold when a run has come to rest, asked of the databases. Answers what does not; nothing is sound. */
export async function differences(world: World, told: Told): Promise<string[]> {
  const rules = [...stockChecks, ...moneyChecks, ...(refundsExist ? refundChecks : []), ...sagaChecks];
  const found = await Promise.all([
    ...rules.map((check) => broken(world, check)),
    named('between databases', checkBetween(world)),
    named('audit', checkAudit(world)),
    named('what clients were told', checkPromises(world, told)),
  ]);
  return found.flat();
}

async function broken({ databases }: World, { context, what, sql }: Check): Promise<string[]> {
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
