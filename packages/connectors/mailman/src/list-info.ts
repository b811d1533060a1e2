/** Text about a list, for whoever administers it in Mailman: where the truth is, and which of our keys it stands for. */
const sentence =
  'Cette liste est tenue par Passerelle : les personnes y entrent et en sortent par leur communauté. ' +
  'This list is kept by Passerelle: people join and leave it through their community.';
const keyPattern = /\[passerelle:([^\]\s]+)\]/;
const storePattern = /\[passerelle-store:([^\]\s]*)\]/;

/** The key of our own hidden list: the root of all keys. */
export const careKey = '/';

export const listInfo = (key: string, store: string | null = null): string =>
  `${sentence} [passerelle:${key}]${store === null ? '' : ` [passerelle-store:${store}]`}`;
export const keyIn = (info: string | null): string | null => keyPattern.exec(info ?? '')?.[1] ?? null;
/** The store's mark, on our hidden list. */
export const storeIn = (info: string | null): string | null => storePattern.exec(info ?? '')?.[1] ?? null;
