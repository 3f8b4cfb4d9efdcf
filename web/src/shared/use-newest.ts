import { useState } from 'react';

/**
 * The newest of what has been seen: an answer that was on its way while a live message overtook it changes nothing, and a
 * stream that is replayed from its beginning does not run the page backwards.
 */
export function useNewest<T extends { id: string; version: number } | null>(value: T): T {
  const [newest, setNewest] = useState(value);
  if (value === newest) return value;
  const stale = value && newest && value.id === newest.id && value.version < newest.version;
  if (stale) return newest;
  setNewest(value);
  return value;
}
