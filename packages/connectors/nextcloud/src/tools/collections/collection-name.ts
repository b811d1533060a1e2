import { createHash } from 'node:crypto';
import { communityOfKey, type SpaceCreate } from '@passerelle/model';

/** Begins the address of every calendar and address book that Passerelle makes. */
const prefix = 'p-';

/**
 * The address of a new one: `p-icane-1f3a9c2e5b04`. Out of the community, which never changes, and the name that the plan reserved, so that an attempt that
 * broke off is found again, and another one for the same community never gets the address of one that is gone.
 */
export const collectionUri = ({ space, name }: Pick<SpaceCreate, 'space' | 'name'>): string => {
  const hash = createHash('sha256').update(`${space}\0${name}`).digest('hex').slice(0, 12);
  return `${prefix}${communityOfKey(space)}-${hash}`;
};

export const isOurUri = (uri: string): boolean => /^p-[a-z0-9-]+-[0-9a-f]{12}$/.test(uri);
