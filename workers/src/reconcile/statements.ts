import type { Books } from './books.ts';
import type { Report } from './reconcile.ts';

/** Books whose payment providers are listened to: payments of which they told nothing were not compared, and the report says why. */
export function listening(books: Books): { books: Books; failures(): Report['failed'] } {
  const silent = new Map<string, string>();
  // The first is the cause: whoever was refused by a provider leaves it alone for a while.
  let reason: string | undefined;
  return {
    books: {
      ...books,
      sales: {
        ...books.sales,
        async statement(payments) {
          const told = await books.sales.statement(payments, (why) => (reason ??= why));
          for (const { key, method } of payments)
            // A second look may hear what the first did not.
            if (told.has(key)) silent.delete(key);
            else silent.set(key, method);
          return told;
        },
      },
    },
    failures() {
      if (silent.size === 0) return [];
      const why = reason ? `: ${reason}` : '.';
      const methods = [...new Set(silent.values())].sort().join(', ');
      return [
        {
          check: 'payments',
          error: `${silent.size} payments were not compared with their provider, which gave no statement of them (${methods})${why}`,
        },
      ];
    },
  };
}
