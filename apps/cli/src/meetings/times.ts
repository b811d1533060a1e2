import { isLocalTime, type LocalDate, type LocalTime } from '@passerelle/model';
import { CliError } from '../runtime/cli-error.ts';

const clock = /^(\d{1,2})(?:[:hH](\d{2})?)?$/;

/** `14:00`, `14h`, `9h30`, as somebody typed it: `HH:MM`. Undefined where nothing was. @throws CliError */
export function timeOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [, hours = '', minutes = '00'] = clock.exec(value.trim()) ?? [];
  const time = `${hours.padStart(2, '0')}:${minutes}`;
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) throw new CliError('cli.bad-time', { text: value });
  return time;
}

/** @throws CliError */
export function localTimeOf(day: LocalDate, time: string): LocalTime {
  const text = `${day}T${time}`;
  if (!isLocalTime(text)) throw new CliError('cli.bad-time', { text });
  return text;
}

const minutesOf = (time: LocalTime): number => Date.parse(`${time}:00Z`) / 60_000;

/** The end of a meeting that now begins at `start`, and lasts on the clock as long as it did. */
export const movedEnd = (
  before: { readonly start: LocalTime; readonly end: LocalTime },
  start: LocalTime,
): LocalTime => {
  const end = minutesOf(start) + minutesOf(before.end) - minutesOf(before.start);
  const text = new Date(end * 60_000).toISOString().slice(0, 16);
  if (!isLocalTime(text)) throw new CliError('cli.bad-time', { text });
  return text;
};
