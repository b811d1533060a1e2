import type { Account } from '../state.ts';

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  kb: 1024,
  mb: 1024 ** 2,
  m: 1024 ** 2,
  gb: 1024 ** 3,
  g: 1024 ** 3,
  tb: 1024 ** 4,
  t: 1024 ** 4,
  pb: 1024 ** 5,
  p: 1024 ** 5,
};

/** `none`, `default`, bytes or `"1 GB"`; null when the real server refuses the value with 101. */
export const parsedQuota = (value: string): Account['quota'] | null => {
  const given = value.trim().toLowerCase();
  if (given === 'none' || given === 'default') return given;
  if (given === '') return 'default';
  const match = /^(\d+(?:\.\d+)?) ?([a-z]*)$/.exec(given);
  const unit = UNITS[match?.[2] === '' ? 'b' : (match?.[2] ?? '')];
  return match === null || unit === undefined ? null : Math.round(Number(match[1]) * unit);
};

/** Free space that an unlimited account sees: what the disk has left. */
const DISK_FREE = 100 * 1024 ** 3;

/** The quota object of a person's details: -3 says unlimited. */
export const quotaDetails = (quota: Account['quota'], used: number): Record<string, number> => {
  if (typeof quota !== 'number') return { free: DISK_FREE, used, total: DISK_FREE + used, relative: 0, quota: -3 };
  const free = Math.max(0, quota - used);
  const relative = quota === 0 ? 0 : Math.round((used / quota) * 10_000) / 100;
  return { free, used, total: quota, relative, quota };
};
