/**
 * One key for one wish, for as long as it is the same: a double click or a lost answer asks for it once, another wish is
 * another one.
 */
export function createWishKey<Wish>(draw: () => string): { of(wish: Wish): string; done(): void } {
  let kept: { text: string; key: string } | null = null;
  return {
    of(wish) {
      const text = JSON.stringify(wish);
      if (kept?.text !== text) kept = { text, key: draw() };
      return kept.key;
    },
    done: () => (kept = null),
  };
}
