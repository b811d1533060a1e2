import { message, checkAddress, foldAddress } from '@passerelle/model';
import type { CommunityId, Language, LocalDate, Message, Participation, RoleId } from '@passerelle/model';
import type { Column, Layout } from './columns.ts';
import type { CsvConfig } from './config.ts';
import type { Row } from './rows.ts';
import type { Vocabulary } from './vocabulary.ts';

/** One line, understood. */
export interface Line {
  readonly line: number;
  readonly key: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly language: Language | null;
  readonly organization: string | null;
  readonly phoneNumber: string | null;
  readonly communities: readonly CommunityId[];
  /** Null: the line does not say. */
  readonly participation: Participation | null;
  readonly roles: readonly RoleId[];
  readonly from: LocalDate | null;
  readonly until: LocalDate | null;
}
export type LineReading =
  | { readonly ok: true; readonly line: Line; readonly notices: readonly Message[] }
  | { readonly ok: false; readonly key: string | null; readonly reason: Message };

/** A cell holds one value or several: `ICANE, ICSO`, `secrétaire / modératrice`. */
const several = (cell: string): string[] =>
  cell
    .split(/[,;|\n]|\s\/\s|\set\s|\s&\s/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Understands one row. What it cannot understand is refused with the reason; a cell that looks like a formula is text like any other. */
export function lineOf(row: Row, layout: Layout, words: Vocabulary, config: CsvConfig): LineReading {
  const cell = (column: Column): string => {
    const position = layout.at.get(column);
    return position === undefined ? '' : (row.cells[position] ?? '').replace(/[ \t\u00a0]+/g, ' ').trim();
  };
  const email = cell('email');
  const id = cell('id');
  const key = id !== '' ? id : email !== '' && !layout.at.has('id') ? foldAddress(email) : null;
  const refuse = (code: string, params: Record<string, string | number> = {}): LineReading => ({
    ok: false,
    key,
    reason: message(`csv.rejected.${code}`, params),
  });

  if (row.cells.some((text) => text.includes('\u0000'))) return refuse('nul');
  for (const [column, position] of layout.at) {
    // No column of ours holds several lines, except lists: a quotation mark was forgotten, and this line swallowed the next.
    const list = column === 'community' || column === 'role';
    if (!list && /[\r\n]/.test((row.cells[position] ?? '').trim())) {
      return refuse('line-break', { column: layout.headers.get(column) ?? column });
    }
  }
  if (row.cells.slice(layout.width).some((text) => text.trim() !== '')) {
    return refuse('too-many-cells', { cells: row.cells.length, columns: layout.width });
  }
  if (key === null) {
    return layout.at.has('id') ? refuse('no-id', { column: layout.headers.get('id') ?? 'id' }) : refuse('no-address');
  }
  const wrong = email === '' ? null : checkAddress(email);
  if (wrong !== null) return { ok: false, key, reason: wrong };

  const givenName = cell('givenName');
  const family = cell('familyName');
  const displayName = cell('displayName') || [givenName, family].filter((part) => part !== '').join(' ');
  if (displayName === '') return refuse('no-name');

  const communities: CommunityId[] = [];
  for (const word of several(cell('community'))) {
    const community = words.community(word);
    if (community === null) return refuse('community', { word });
    communities.push(community);
  }
  if (communities.length === 0 && config.community !== undefined) communities.push(config.community);

  const level = cell('participation');
  const participation = level === '' ? null : words.participation(level);
  if (level !== '' && participation === null) {
    return refuse('participation', { word: level, known: words.participations.join(', ') });
  }
  const roles: RoleId[] = [];
  for (const word of several(cell('role'))) {
    const role = words.role(word);
    if (role === null) return refuse('role', { word, known: words.roles.join(', ') });
    roles.push(role);
  }
  if (communities.length === 0 && (roles.length > 0 || participation !== null)) return refuse('no-community');

  const dates: Record<'from' | 'until', LocalDate | null> = { from: null, until: null };
  for (const end of ['from', 'until'] as const) {
    const text = cell(end);
    if (text === '') continue;
    dates[end] = words.date(text);
    if (dates[end] === null) return refuse('date', { text, column: layout.headers.get(end) ?? end });
  }
  const { from, until } = dates;
  if (from !== null && until !== null && until < from) return refuse('period', { from, until });

  const notices: Message[] = [];
  const tongue = cell('language');
  const language = tongue === '' ? null : words.language(tongue);
  if (tongue !== '' && language === null) notices.push(message('csv.notice.language', { word: tongue }));
  return {
    ok: true,
    notices,
    line: {
      line: row.line,
      key,
      givenName,
      familyName: family !== '' ? family : givenName === '' ? displayName : '',
      displayName,
      email: email === '' ? null : email,
      language,
      organization: cell('organization') || null,
      phoneNumber: cell('phoneNumber') || null,
      communities,
      participation,
      roles,
      from,
      until,
    },
  };
}
