import { useEffect, useRef, useState } from 'react';
import { useDebounced } from './use-debounced.ts';

const TYPING_MS = 250;

/** What is being typed of a value that stands in the address: told once typing rests, and given up when the address changes. */
export function useTyped(value: string, onRest: (typed: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value);
  const settled = useDebounced(typed, TYPING_MS);
  const latest = useRef({ value, onRest });
  latest.current = { value, onRest };
  useEffect(() => {
    if (settled !== latest.current.value) latest.current.onRest(settled);
  }, [settled]);
  // "Back" and links change the address without anybody typing.
  const [before, setBefore] = useState(value);
  if (before !== value) {
    setBefore(value);
    if (value !== settled) setTyped(value);
  }
  return [typed, setTyped];
}
