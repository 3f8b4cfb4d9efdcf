/** Tells whoever started this process (scripts/start.mjs, a test) how far it is; nobody has to listen. */
export type Progress = {
  /** Runs one part of the start and tells how long it took, with what `describe` says of its result. */
  part<T>(name: string, work: () => Promise<T>, describe?: (result: T) => string): Promise<T>;
  note(text: string): void;
};

export type ProgressMessage =
  | { part: string; ms: number; detail: string }
  | { note: string }
  | { failed: string }
  /** Processes were replaced: their ids now. */
  | { processes: Record<string, number>; servers: Record<string, number> }
  | {
      ready: string;
      /** Process ids by name: ours, and the servers that were started for them. */
      processes?: Record<string, number>;
      servers?: Record<string, number>;
      table?: [string, string][];
      accounts?: [string, string, string][];
    };

export function send(message: ProgressMessage): void {
  process.send?.(message);
}

export function createProgress(tell: (message: ProgressMessage) => void = send): Progress {
  return {
    async part(name, work, describe = () => '') {
      const started = performance.now();
      const result = await work();
      tell({ part: name, ms: Math.round(performance.now() - started), detail: describe(result) });
      return result;
    },
    note: (text) => tell({ note: text }),
  };
}
