/** Text that staff see on a group of ours: where the truth is, and which of our keys it stands for. */
const sentence =
  'Ce groupe est tenu à jour par Passerelle : les personnes y entrent et en sortent par leur communauté. ' +
  'This group is kept by Passerelle: people join and leave it through their community.';
const keyPattern = /\[passerelle:([^\]\s]+)\]/;
const storePattern = /\[passerelle-store:([^\]\s]*)\]/;

/** The key of our own hidden group: the root of all keys. */
export const careKey = '/';

export const bioOf = (key: string, store: string | null = null): string =>
  `${sentence}\n\n[passerelle:${key}]${store === null ? '' : ` [passerelle-store:${store}]`}`;
export const keyIn = (bio: string | null | undefined): string | null => keyPattern.exec(bio ?? '')?.[1] ?? null;
/** The store's mark, on our hidden group. */
export const storeIn = (bio: string | null | undefined): string | null => storePattern.exec(bio ?? '')?.[1] ?? null;
