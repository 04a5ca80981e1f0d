import { durationText } from './duration-text.ts';
import { useNow } from './use-now.ts';

/** How long something took, or has taken so far: that ticks. */
export function Elapsed({ since, durationMs }: { since: string; durationMs: number | null }) {
  return durationMs === null ? (
    <ElapsedSoFar since={since} />
  ) : (
    <span className="time">{durationText(durationMs)}</span>
  );
}

function ElapsedSoFar({ since }: { since: string }) {
  const now = useNow();
  // Whole seconds only, so that nothing flickers; never below zero when this computer's clock is behind.
  const ms = Math.max(0, now - Date.parse(since));
  return <span className="time">{durationText(ms < 10_000 ? Math.floor(ms / 1_000) * 1_000 || 1 : ms)}</span>;
}
