/** The value where it is one of those that there are: what stands in an address may be anything. */
export const oneOf = <T extends string>(value: string | null, all: readonly T[]): T | null =>
  all.find((each) => each === value) ?? null;

/** The keys of a record that has exactly these. */
export const keysOf = <T extends string>(record: Record<T, unknown>): T[] => Object.keys(record) as T[];
