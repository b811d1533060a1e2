/**
 * The instant that `Retry-After` names, in epoch milliseconds: seconds from now or an HTTP date (RFC 9110 §10.2.3).
 * Null when it is absent or nonsense. Never more than a day ahead: a mistaken header must not silence a platform for ever.
 */
export const retryAfter = (header: string | undefined, now: number): number | null => {
  if (header === undefined) return null;
  const text = header.trim();
  const at = /^\d+(?:\.\d+)?$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
  if (!Number.isFinite(at)) return null;
  return Math.min(Math.max(at, now), now + 24 * 3_600_000);
};
