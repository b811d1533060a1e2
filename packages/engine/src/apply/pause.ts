import type { EngineSettings } from '../settings.ts';

/** How long to wait before attempt n+1, in milliseconds: doubled each time, spread by up to half so that retries do not march in step. */
export function pauseAfter(
  attempts: number,
  settings: Pick<EngineSettings, 'firstPause' | 'longestPause'>,
  random: () => number,
): number {
  const whole = Math.min(settings.firstPause * 2 ** Math.max(0, attempts - 1), settings.longestPause);
  return Math.round(whole / 2 + (whole / 2) * random());
}
