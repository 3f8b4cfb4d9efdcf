import { useCallback, useEffect, useRef, useState } from 'react';

const SETTLE_MS = 300;

/**
 * Which products are on the screen: give each element the `ref` of its id. Scrolling past does not count; the answer
 * changes once it has rested.
 */
export function useVisibleIds(): { visibleIds: string[]; refOf: (id: string) => (element: Element | null) => void } {
  const [visibleIds, setVisibleIds] = useState<string[]>([]);
  const watched = useRef(new Map<string, Element>());
  const ids = useRef(new WeakMap<Element, string>());
  const refs = useRef(new Map<string, (element: Element | null) => void>());
  const observer = useRef<IntersectionObserver | null>(null);

  useEffect(() => {
    const visible = new Set<string>();
    let timer: ReturnType<typeof setTimeout>;
    const observing = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const id = ids.current.get(target);
          if (id && isIntersecting) visible.add(id);
          else if (id) visible.delete(id);
        }
        clearTimeout(timer);
        timer = setTimeout(() => setVisibleIds([...visible].filter((id) => watched.current.has(id)).sort()), SETTLE_MS);
      },
      { rootMargin: '120px' },
    );
    observer.current = observing;
    for (const element of watched.current.values()) observing.observe(element);
    return () => {
      clearTimeout(timer);
      observing.disconnect();
      observer.current = null;
    };
  }, []);

  const refOf = useCallback((id: string) => {
    let ref = refs.current.get(id);
    if (!ref) {
      ref = (element) => {
        const before = watched.current.get(id);
        if (before) observer.current?.unobserve(before);
        if (!element) return void watched.current.delete(id);
        watched.current.set(id, element);
        ids.current.set(element, id);
        observer.current?.observe(element);
      };
      refs.current.set(id, ref);
    }
    return ref;
  }, []);
  return { visibleIds, refOf };
}
