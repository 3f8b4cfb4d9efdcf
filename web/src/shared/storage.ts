/** What this browser remembers; in private windows that refuse to, it forgets at the end of the visit. */
export type Keep = {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
};

/** Wraps localStorage or sessionStorage, either of which a browser may forbid or find full. */
export function createKeep(storage: () => Storage): Keep {
  const memory = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T, otherwise: T): T => {
    try {
      return use(storage());
    } catch {
      // Refused by the browser: the copy in memory is what there is.
      return otherwise;
    }
  };
  return {
    get: (key) => memory.get(key) ?? attempt((s) => s.getItem(key), null),
    set(key, value) {
      const kept = attempt((s) => {
        s.setItem(key, value);
        return true;
      }, false);
      if (kept) memory.delete(key);
      else memory.set(key, value);
    },
    remove(key) {
      memory.delete(key);
      attempt((s) => s.removeItem(key), undefined);
    },
  };
}

export const visits: Keep = createKeep(() => window.localStorage);
export const tab: Keep = createKeep(() => window.sessionStorage);
