/**
 * Loaded before everything else into a process of a chaos run (`node --import`): its wall clock is off by
 * CHAOS_CLOCK_MS. Timers and performance.now() go by the monotonic clock and stay right, as on a machine whose date is wrong.
 */
import process from 'node:process';

const offMs = Number(process.env.CHAOS_CLOCK_MS || 0);
if (offMs !== 0) {
  const Right = Date;
  const now = () => Right.now() + offMs;
  globalThis.Date = new Proxy(Right, {
    construct: (date, given, made) =>
      Reflect.construct(date, given.length === 0 ? [now()] : given, made === globalThis.Date ? date : made),
    apply: () => new Right(now()).toString(),
    get: (date, key, asked) => (key === 'now' ? now : Reflect.get(date, key, asked)),
  });
}
