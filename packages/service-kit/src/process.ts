import { createLogger } from '@comptoir/telemetry';

export type Disposable = { dispose(): Promise<void> };

const GRACE_MS = 10_000;

/**
 * The life of a process: start, wait for SIGINT or SIGTERM, dispose, let the event loop run empty. What does not stop
 * within 10 s is ended by force. A fault at start or an uncaught one ends with exit code 1, never with 0.
 */
export async function runProcess(service: string, start: () => Promise<Disposable>): Promise<void> {
  const log = createLogger(service);
  let running: Disposable | null = null;
  let stopping = false;

  const stop = (reason: string, exitCode: number) => {
    if (stopping) return;
    stopping = true;
    process.exitCode = exitCode;
    log.info({ event: 'process_stopping', reason });
    setTimeout(() => {
      log.error({ event: 'process_stopped_by_force', afterMs: GRACE_MS });
      process.exit(exitCode || 1);
    }, GRACE_MS).unref();
    // The channel to whoever started us would keep the event loop turning.
    process.channel?.unref();
    running?.dispose().then(
      () => log.info({ event: 'process_stopped' }),
      (err: unknown) => {
        log.error({ event: 'process_stop_failed', err });
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGINT', () => stop('SIGINT', 0));
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  // A supervisor that dies takes its IPC channel with it: nobody would stop us any more.
  process.on('disconnect', () => stop('the supervisor is gone', 0));
  process.on('uncaughtException', (err) => {
    log.error({ event: 'uncaught_exception', err });
    stop('uncaught exception', 1);
  });
  process.on('unhandledRejection', (err) => {
    log.error({ event: 'unhandled_rejection', err });
    stop('unhandled rejection', 1);
  });

  try {
    running = await start();
    if (stopping) await running.dispose();
    else process.send?.({ ready: service });
  } catch (err) {
    log.error({ event: 'process_start_failed', err });
    process.exit(1);
  }
}
