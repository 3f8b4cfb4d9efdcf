import { createStore, useStore } from './store.ts';

/** What the server says about itself to everybody. `reachable` is null until it has answered or not. */
export type ShopConfig = { demo: boolean; reachable: boolean | null };

const config = createStore<ShopConfig>({ demo: false, reachable: null });
const TIMEOUT_MS = 8_000;

/** Asks once; a shop without this file is no demo. */
export async function loadShopConfig(): Promise<void> {
  try {
    const response = await fetch('/config.json', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const answer = response.ok ? ((await response.json()) as { demo?: unknown }) : {};
    config.set({ demo: answer.demo === true, reachable: response.status < 500 });
  } catch {
    // Nobody answered, or no JSON: the pages say what that means where it matters.
    config.set({ demo: false, reachable: false });
  }
}

export const useShopConfig = (): ShopConfig => useStore(config);
