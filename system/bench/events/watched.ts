const OFTEN_MS = 20;

export const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

/** How long something takes, and what memory this process has before it and at most while it runs. */
export async function watched<T>(work: () => Promise<T>) {
  const rss = () => megabytes(process.memoryUsage().rss);
  const beforeMb = rss();
  let peakMb = beforeMb;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, rss())), OFTEN_MS);
  const start = performance.now();
  try {
    const result = await work();
    const seconds = (performance.now() - start) / 1_000;
    return { result, seconds, beforeMb, peakMb: Math.max(peakMb, rss()) };
  } finally {
    clearInterval(watch);
  }
}
