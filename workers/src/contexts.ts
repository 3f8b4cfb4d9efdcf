import type { Contact, ContactCall, Quote, QuoteCall, StaffAnswer, StaffCall } from '@comptoir/contracts';
import type { ContextName } from '@comptoir/kit';
import type { WorkerBase, WorkerParts } from '@comptoir/messaging';
import { localPort } from '@comptoir/service-kit';
import type { Books } from './reconcile/books.ts';
import { reconcileJob } from './reconcile/job.ts';

/** What the contexts run in the background, and the loops that carry sagas on. */
export type Parts = {
  byContext: Partial<Record<ContextName, WorkerParts>>;
  startSagas(): Promise<{ stop(): Promise<void> }>;
};

type Env = Record<string, string | undefined>;

/** Builds the background parts of these contexts; catalog, sales, complaints and sagas among them. Loads the code of no other. */
export async function buildParts(
  contexts: readonly ContextName[],
  base: (context: ContextName) => WorkerBase,
  env: Env,
): Promise<Parts> {
  const [catalogModule, catalogApp, salesModule, complaintsModule, sagasModule] = await Promise.all([
    import('@comptoir/catalog/worker'),
    import('@comptoir/catalog'),
    import('@comptoir/sales/worker'),
    import('@comptoir/complaints/worker'),
    import('@comptoir/sagas/worker'),
  ]);
  const catalog = catalogModule.buildCatalogWorker({ ...base('catalog'), ...catalogApp.catalogConfig(env) });
  const sales = salesModule.buildSalesWorker({ ...base('sales'), ...salesModule.salesConfig(env) });
  const complaints = complaintsModule.buildComplaintsWorker(base('complaints'));
  const sagas = sagasModule.buildSagasWorker(
    base('sagas'),
    { catalog: catalog.steps, sales: sales.steps, complaints: complaints.steps },
    sagasModule.sagasConfig(env),
  );
  const books: Books = {
    catalog: catalogModule.catalogBooks(base('catalog')),
    ...{ sales: sales.books, steps: sales.steps },
    sagas: sagasModule.sagaBooks(base('sagas')),
  };
  const periodic = [...sagas.periodic, reconcileJob(books, base('sagas'))];
  const byContext: Parts['byContext'] = { catalog, sales, complaints, sagas: { ...sagas, periodic } };

  const others: Partial<Record<ContextName, () => Promise<WorkerParts>>> = {
    users: async () => (await import('@comptoir/users/worker')).buildUsersWorker(base('users')),
    notifications: async () => {
      const [{ buildNotificationsWorker, notificationsConfig }, { contactEndpoints }] = await Promise.all([
        import('@comptoir/notifications/worker'),
        import('@comptoir/users/worker'),
      ]);
      const { contactOf, staffOf } = contactEndpoints(base('users').pool);
      return buildNotificationsWorker({
        ...base('notifications'),
        ...notificationsConfig(env),
        ports: {
          contactOf: localPort<ContactCall, Contact>(contactOf),
          staffOf: localPort<StaffCall, StaffAnswer>(staffOf),
          quote: localPort<QuoteCall, Quote>(catalogModule.quoteEndpoint(base('catalog').pool)),
        },
      });
    },
    audit: async () => {
      const { auditConfig, buildAuditWorker } = await import('@comptoir/audit/worker');
      return buildAuditWorker({ ...base('audit'), ...auditConfig(env) });
    },
  };
  for (const context of contexts) {
    const build = others[context];
    if (build) byContext[context] = await build();
  }
  return { byContext, startSagas: () => sagas.start() };
}
