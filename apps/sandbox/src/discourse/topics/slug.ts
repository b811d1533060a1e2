/** The readable part of an address: plain letters, digits and dashes. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');

/** Titles without any such letter have a word that says nothing. */
export const topicSlug = (title: string): string => slugOf(title) || 'topic';
