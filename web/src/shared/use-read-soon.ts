import { useCallback, useEffect, useRef } from 'react';

/** Reads something again a moment after it was asked to: once, however often it is asked meanwhile. */
export function useReadSoon(read: () => Promise<unknown>, ms: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      // What was not to be had stays as it was; the page says so where it matters.
      latest.current().catch(() => {});
    }, ms);
  }, [ms]);
}
