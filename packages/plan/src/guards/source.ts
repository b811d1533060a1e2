import { message, type Message } from '@passerelle/model';

/** What a reading of a source looked like (the contract's `Shape`). */
export interface SourceShape {
  readonly scope: string;
  readonly idField: string;
  readonly records: number;
  readonly filled: Readonly<Record<string, number>>;
}
export interface SourceThresholds {
  /** How far back shapes are compared, in milliseconds. */
  readonly window: number;
  readonly lost: { readonly share: number; readonly atLeast: number };
  /** A field that this share of records carried is missed when fewer than `fallsTo` of it are left. */
  readonly field: { readonly share: number; readonly fallsTo: number };
}
export const defaultSourceThresholds: SourceThresholds = {
  window: 7 * 24 * 60 * 60 * 1000,
  lost: { share: 0.1, atLeast: 5 },
  field: { share: 0.5, fallsTo: 0.5 },
};

export interface SourceQuestion {
  readonly now: number;
  /** Complete readings that were accepted; those before the last one that a person approved are left out, since it set the measure anew. */
  readonly previous: readonly { readonly at: number; readonly shape: SourceShape }[];
  readonly shape: SourceShape;
  /** Records of the window that this reading does not hold. Absent: only the totals are compared. */
  readonly gone?: number;
  /** Logins that were known before and are read again, and how many of them come under another id now. */
  readonly logins?: { readonly compared: number; readonly moved: number };
}

/**
 * Whether a reading may be believed. Every reason that it returns blocks all that comes from the source: an absent person in a damaged reading
 * is unknown, not gone. Losses are cumulative, so that a source that erodes slowly is stopped too.
 */
export function sourceGuard(
  question: SourceQuestion,
  thresholds: SourceThresholds = defaultSourceThresholds,
): readonly Message[] {
  const { shape, now, logins } = question;
  const previous = question.previous
    .filter(({ at }) => at > now - thresholds.window)
    .toSorted((a, b) => a.at - b.at)
    .map((reading) => reading.shape);
  // Nothing in the window (a source that was down for weeks): the last accepted reading still says what it should look like.
  const last = question.previous.toSorted((a, b) => a.at - b.at).at(-1)?.shape;
  const measure = previous.length > 0 ? previous : last ? [last] : [];
  const reasons: Message[] = [];
  if (shape.records === 0) reasons.push(message('guard.source.empty'));
  const most = Math.max(0, ...measure.map(({ records }) => records));
  const lost = Math.max(most - shape.records, question.gone ?? 0);
  if (shape.records > 0 && lost >= thresholds.lost.atLeast && lost / most >= thresholds.lost.share) {
    reasons.push(message('guard.source.lost', { lost, before: most, now: shape.records }));
  }
  if (shape.records > 0) reasons.push(...lostFields(measure, shape, thresholds));
  if (last && last.scope !== shape.scope) {
    reasons.push(message('guard.source.scope', { before: last.scope, now: shape.scope }));
  }
  if (last && last.idField !== shape.idField) {
    reasons.push(message('guard.source.id-field', { before: last.idField, now: shape.idField }));
  }
  if (logins && idsMoved(logins, thresholds)) {
    reasons.push(message('guard.source.ids-moved', { moved: logins.moved, compared: logins.compared }));
  }
  return reasons;
}

/** One login in another's hands is a matter of that person; as many as would alarm if they had gone, or all, are a directory that was loaded anew. */
const idsMoved = ({ compared, moved }: { compared: number; moved: number }, { lost }: SourceThresholds): boolean =>
  moved > 0 && moved / compared >= lost.share && (moved >= lost.atLeast || moved === compared);

function lostFields(
  measure: readonly SourceShape[],
  shape: SourceShape,
  { field: limits }: SourceThresholds,
): readonly Message[] {
  const ratio = ({ filled, records }: SourceShape, field: string): number =>
    records === 0 ? 0 : (filled[field] ?? 0) / records;
  const fields = new Set(measure.flatMap(({ filled }) => Object.keys(filled)));
  return [...fields].sort().flatMap((field) => {
    const before = Math.max(...measure.map((earlier) => ratio(earlier, field)));
    const now = ratio(shape, field);
    if (before < limits.share || now >= before * limits.fallsTo) return [];
    const percent = (share: number): number => Math.round(share * 100);
    return [message('guard.source.field', { field, before: percent(before), now: percent(now) })];
  });
}
