/**
 * Fire-and-forget messages between processes. A lost message costs latency, never truth: subscribers re-read PostgreSQL.
 * Channels are few and named after what they carry ("saga", "sale", "stock", "identity"); every message has a `key`.
 */
export type LiveMessage = { key: string } & Record<string, unknown>;

export type LiveBus = {
  /** Publishes messages that belong together as one frame. Never throws: a failure is logged and counted. */
  publish(channel: string, messages: readonly LiveMessage[]): void;
  /** Calls back for each frame of the channel; the answer stops it. */
  subscribe(channel: string, onFrame: (messages: LiveMessage[]) => void): () => void;
  /** Calls back when messages may have been missed: the connection was lost and is there again, or that of a sender. */
  onReconnect(callback: () => void): () => void;
  close(): Promise<void>;
};
