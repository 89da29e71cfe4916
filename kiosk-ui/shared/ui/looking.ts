// Looks again and again while a part of the page is there; what an older question brings is dropped.
import { useCallback, useEffect, useRef } from "preact/hooks";

/**
 * Asks at once, whenever `about` changes, and every `everyMs`; answers the function that looks at once.
 * A slow hall is not asked a second time while it still thinks about the first question.
 */
export function useLooking<Found>(
  everyMs: number,
  ask: () => Promise<Found>,
  take: (found: Found) => void,
  about: readonly unknown[] = [],
): () => Promise<void> {
  const newest = useRef({ ask, take });
  newest.current = { ask, take };
  const asked = useRef({ times: 0, underway: 0 });
  const look = useCallback(async (): Promise<void> => {
    const now = asked.current;
    now.times += 1;
    const mine = now.times;
    now.underway += 1;
    try {
      const found = await newest.current.ask();
      if (mine === now.times) newest.current.take(found);
    } finally {
      now.underway -= 1;
    }
  }, []);
  useEffect(() => {
    void look();
    const timer = window.setInterval(() => {
      if (asked.current.underway === 0) void look();
    }, everyMs);
    return () => {
      asked.current.times += 1;
      window.clearInterval(timer);
    };
  }, [look, everyMs, ...about]);
  return look;
}
