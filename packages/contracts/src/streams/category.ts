import type { CatalogEvent } from '../events/catalog.ts';

export type CategoryStreamEvent = CatalogEvent<'CategoryCreated'>;

/** A category as its events tell it. */
export type CategoryFold = { code: string; name: string };

/** Before CategoryCreated there is nothing. */
export const initial: CategoryFold | null = null;

/** Folds one event into the category. Pure. */
export const apply = (_: CategoryFold | null, { data }: CategoryStreamEvent): CategoryFold => data;
