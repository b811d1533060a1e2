import { DavRefusal } from '../files/dav-answer.ts';
import type { Platform } from '../platform.ts';
import type { CollectionKind } from './collection-state.ts';
import { ownCollections } from './collections.ts';

/**
 * `dav maximumCalendarsSubscriptions`, `maximumAdressbooks` and `rateLimitCalendarCreation`. The real server asks them of calls with a session; calls with
 * an app password and no cookie passed them by when it was observed (facts §5). `enforced` is the server that asks everybody. -1: no limit.
 */
export interface CollectionLimits {
  enforced: boolean;
  calendars: number;
  addressBooks: number;
  creationsPerHour: number;
}

export const collectionLimits = (): CollectionLimits => ({
  enforced: false,
  calendars: 30,
  addressBooks: 10,
  creationsPerHour: 10,
});

const hour = 3600;

/** Counts creations; refuses as the real server's plugin does: first the rate, then the number. */
export const creationGuard = () => {
  const creations = new Map<string, number[]>();
  return (platform: Platform, kind: CollectionKind, uid: string): void => {
    const { collectionLimits: limits } = platform.settings;
    if (!limits.enforced) return;
    const key = `${kind} ${uid}`;
    const recent = (creations.get(key) ?? []).filter((at) => at > platform.seconds() - hour);
    if (limits.creationsPerHour >= 0 && recent.length >= limits.creationsPerHour)
      throw new DavRefusal(429, 'OCA\\DAV\\Connector\\Sabre\\Exception\\TooManyRequests', 'Too many created');
    creations.set(key, [...recent, platform.seconds()]);
    const most = kind === 'calendar' ? limits.calendars : limits.addressBooks;
    if (most >= 0 && ownCollections(platform, uid, kind).length >= most)
      throw new DavRefusal(403, 'Sabre\\DAV\\Exception\\Forbidden', 'Calendar limit reached');
  };
};
