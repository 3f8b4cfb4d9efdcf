/** "Comptoir Plateau" is "Plateau" to whoever is in the house already. */
export const shortName = (name: string): string => name.replace(/^Comptoir\s+/, '') || name;

/** The wished store where it still sells, else the first; null when the chain has none. */
export function chooseStore<T extends { id: string }>(stores: readonly T[], wished: string | null): T | null {
  return stores.find(({ id }) => id === wished) ?? stores[0] ?? null;
}
