import type { OpenSaleAnswer, Quote, QuoteCall, SaleOrder } from '@comptoir/contracts';
import { openQueues } from '@comptoir/messaging';
import { runSubgraph } from '@comptoir/service-kit';
import { buildSagas } from './app.ts';
import { environment } from './config.ts';

await runSubgraph('sagas', environment, async ({ port, config, ...base }) => {
  const queues = await openQueues({ redisUrl: config.REDIS_URL, service: base.service, log: base.log });
  const ports = {
    quote: port<QuoteCall, Quote>('catalog', 'quote'),
    openSale: port<SaleOrder, OpenSaleAnswer>('sales', 'openSale'),
  };
  const sagas = buildSagas({ ...base, queues, ports });
  return {
    ...sagas,
    async dispose() {
      await sagas.dispose();
      await queues.close();
    },
  };
});
