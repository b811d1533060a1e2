import type { LocalDate } from '@passerelle/model';

/** First day of a claim that has no beginning ("since always"): before every day that anybody will ask about. */
export const always: LocalDate = '0001-01-01';
