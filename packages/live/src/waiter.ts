/** One sleeper that can be woken, with a time limit. Answers whether it was woken (false: the time ran out). */
export function createWaiter() {
  let wakeUp: ((woken: boolean) => void) | null = null;
  return {
    wake() {
      wakeUp?.(true);
    },
    wait(ms: number): Promise<boolean> {
      return new Promise((resolve) => {
        const timer = setTimeout(() => wakeUp?.(false), ms);
        wakeUp = (woken) => {
          clearTimeout(timer);
          wakeUp = null;
          resolve(woken);
        };
      });
    },
  };
}
