import { unlimited } from '../../client/folders.ts';
import type { NextcloudConfig } from '../../config.ts';

const units: Readonly<Record<string, number>> = { M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** `10 GB`, `500 Mo`, `none`: in multiples of 1024, as Nextcloud's own pages count. Bytes, -3 for none; null for what is no size. */
export const bytesOf = (size: string): number | null => {
  if (size.trim().toLowerCase() === 'none') return unlimited;
  const match = /^\s*(\d+(?:[.,]\d+)?)\s*([MGT])[BO]\s*$/i.exec(size);
  const unit = units[match?.[2]?.toUpperCase() ?? ''];
  if (match === null || unit === undefined) return null;
  const bytes = Math.round(Number((match[1] ?? '').replace(',', '.')) * unit);
  return bytes > 0 ? bytes : null;
};

/** What a new folder of the community of this slug gets; -3 is unlimited. */
export const quotaFor = ({ folderQuota }: Pick<NextcloudConfig, 'folderQuota'>, community: string): number =>
  bytesOf(folderQuota?.communities?.[community] ?? folderQuota?.default ?? 'none') ?? unlimited;
