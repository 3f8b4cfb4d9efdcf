import { createStore } from './store.ts';

/** What readers hear without anything taking the focus. The same words twice are heard twice. */
export const announcement = createStore<{ text: string }>({ text: '' });

export function announce(text: string): void {
  announcement.set({ text });
}
