import { useRef } from 'react';

type Numbered = { id: string; version: number };

/**
 * The version of something that the page read first: its live stream goes on behind it. Later versions come by that stream,
 * and must not be the beginning of another one.
 */
export function useFirstSeen(now: Numbered | null): Numbered | null {
  const first = useRef<Numbered | null>(null);
  if (now && first.current?.id !== now.id) first.current = { id: now.id, version: now.version };
  return first.current;
}
