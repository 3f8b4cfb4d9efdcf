import DataLoader from 'dataloader';
import { groupBy } from '@comptoir/kit';

/** Reads a page of each parent: all parents of one tick that ask with the same arguments in one call. */
export function pageLoader<Args extends object, Row>(
  load: (parents: readonly string[], args: Args) => Promise<Row[]>,
  parentOf: (row: Row) => string,
): (parent: string, args: Args) => Promise<Row[]> {
  const loaders = new Map<string, DataLoader<string, Row[]>>();
  return (parent, args) => {
    const known = JSON.stringify(args);
    const loader =
      loaders.get(known) ??
      new DataLoader<string, Row[]>(async (parents) => {
        const rows = groupBy(await load(parents, args), parentOf);
        return parents.map((id) => rows.get(id) ?? []);
      });
    loaders.set(known, loader);
    return loader.load(parent);
  };
}
