import type { PageArgs } from '@comptoir/graphql-kit';
import { mustManage, mustOwn, scopesOfUser } from '../application/policies.ts';
import { sales } from '../application/queries/sales.ts';
import type { SalesContext } from './context.ts';

type Reference = { id: string };

/** What a person bought, and can spend. */
export const User = {
  sales: ({ id }: Reference, { first, after }: PageArgs, { actor, reads, telemetry }: SalesContext) =>
    telemetry.query('user_sales', async () =>
      sales(reads.page, scopesOfUser(actor, id), { first, after, filter: { userId: id } }),
    ),
  storeCredit: ({ id }: Reference, _: unknown, { actor, balances }: SalesContext) => {
    mustOwn(actor, id);
    return balances.load(id);
  },
};

/** What a store sold. */
export const Store = {
  sales: ({ id }: Reference, { first, after }: PageArgs, { actor, reads, telemetry }: SalesContext) =>
    telemetry.query('store_sales', async () => {
      mustManage(actor, id);
      return sales(reads.page, ['all'], { first, after, filter: { storeId: id } });
    }),
};
