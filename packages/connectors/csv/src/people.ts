import type { SourceAssignment, SourceEvent, SourceMembership, SourceRecord } from '@passerelle/connector-kit';
import { foldAddress, message, type LocalDate, type Participation } from '@passerelle/model';
import { foldWords } from './fold-words.ts';
import type { Line } from './line-of.ts';

interface Known {
  readonly first: Line;
  email: string | null;
  language: Line['language'];
  organization: string | null;
  phoneNumber: string | null;
  readonly memberships: Map<string, SourceMembership>;
  readonly assignments: Map<string, SourceAssignment>;
  /** Communities that a line named without a level, with that line's dates. */
  readonly implied: Map<string, SourceMembership>;
  /** Lines that call this person by another name. Not empty: none of the lines is used. */
  readonly contradicted: number[];
}
type Notice = Extract<SourceEvent, { kind: 'notice' | 'rejected' }>;

/** Joins the lines of a file into one record per person. Holds every person until the end of the file. */
export class People {
  readonly #byKey = new Map<string, Known>();
  readonly #where: (line: number) => string;
  readonly #participation: Participation;

  constructor(where: (line: number) => string, participation: Participation) {
    this.#where = where;
    this.#participation = participation;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** Takes a line in; tells what is odd about it. */
  *add(line: Line): Generator<Notice> {
    const known = this.#byKey.get(line.key);
    if (known === undefined) {
      const fresh: Known = {
        first: line,
        email: line.email,
        language: line.language,
        organization: line.organization,
        phoneNumber: line.phoneNumber,
        memberships: new Map(),
        assignments: new Map(),
        implied: new Map(),
        contradicted: [],
      };
      this.#byKey.set(line.key, fresh);
      yield* this.#stations(fresh, line);
      return;
    }
    if (known.first.displayName !== line.displayName && nameOf(known.first) !== nameOf(line)) {
      known.contradicted.push(line.line);
      yield {
        kind: 'rejected',
        where: this.#where(line.line),
        externalId: line.key,
        reason: message('csv.rejected.other-name', {
          key: line.key,
          name: line.displayName,
          line: known.first.line,
          other: known.first.displayName,
        }),
      };
      return;
    }
    let news = 0;
    for (const field of ['email', 'language', 'organization', 'phoneNumber'] as const) {
      const value = line[field];
      if (value === null || isSame(field, value, known[field])) continue;
      if (known[field] === null) {
        // The four have different types, and each is given its own.
        Object.assign(known, { [field]: value });
        news++;
        continue;
      }
      const reason = message('csv.notice.differs', { field, kept: known[field], other: value, line: known.first.line });
      yield { kind: 'notice', where: this.#where(line.line), reason };
      news++;
    }
    const before = known.memberships.size + known.assignments.size + known.implied.size;
    let refused = 0;
    for (const notice of this.#stations(known, line)) {
      refused++;
      yield notice;
    }
    news += known.memberships.size + known.assignments.size + known.implied.size - before + refused;
    if (news > 0) return;
    const reason = message('csv.notice.repeats', { line: known.first.line, name: line.displayName });
    yield { kind: 'notice', where: this.#where(line.line), reason };
  }

  /** What the line says about communities. One claim per community and role: a second one with other dates or another level is refused. */
  *#stations(known: Known, line: Line): Generator<Notice> {
    const { from, until } = line;
    const refuse = (code: string, params: Record<string, string | number>): Notice => ({
      kind: 'rejected',
      where: this.#where(line.line),
      externalId: line.key,
      reason: message(code, params),
    });
    for (const community of line.communities) {
      for (const role of line.roles) {
        const key = `${community}/${role}`;
        const there = known.assignments.get(key);
        if (there === undefined) known.assignments.set(key, { community, role, from, until });
        else if (!sameDates(there, line)) yield refuse('csv.rejected.second-role', { community, role });
      }
      if (line.participation === null) {
        if (!known.implied.has(community)) {
          known.implied.set(community, { community, participation: this.#participation, from, until });
        }
        continue;
      }
      const there = known.memberships.get(community);
      if (there === undefined)
        known.memberships.set(community, { community, participation: line.participation, from, until });
      else if (there.participation !== line.participation || !sameDates(there, line)) {
        yield refuse('csv.rejected.second-membership', { community });
      }
    }
  }

  /** Everybody, in the order of the file; those whose lines contradict each other are refused. Empties itself. */
  *records(): Generator<Extract<SourceEvent, { kind: 'record' | 'rejected' }>> {
    for (const [key, known] of this.#byKey) {
      this.#byKey.delete(key);
      const { first, contradicted } = known;
      const where = this.#where(first.line);
      if (contradicted.length > 0) {
        const params = { key, name: first.displayName, lines: contradicted.join(', ') };
        yield { kind: 'rejected', where, externalId: key, reason: message('csv.rejected.contradicted', params) };
        continue;
      }
      const memberships = [...known.memberships.values()];
      for (const [community, membership] of known.implied) {
        if (!known.memberships.has(community)) memberships.push(membership);
      }
      const record: SourceRecord = {
        externalId: key,
        where,
        login: null,
        givenName: first.givenName,
        familyName: first.familyName,
        displayName: first.displayName,
        email: known.email,
        preferredLanguage: known.language,
        organization: known.organization,
        phoneNumber: known.phoneNumber,
        active: true,
        memberships,
        assignments: [...known.assignments.values()],
      };
      yield { kind: 'record', record };
    }
  }
}

/** Two spellings of one address are no difference. */
const isSame = (field: string, value: string, known: string | null): boolean =>
  value === known || (field === 'email' && known !== null && foldAddress(value) === foldAddress(known));
const nameOf = (line: Line): string => foldWords(line.displayName);
const sameDates = (
  a: { readonly from: LocalDate | null; readonly until: LocalDate | null },
  b: { readonly from: LocalDate | null; readonly until: LocalDate | null },
): boolean => a.from === b.from && a.until === b.until;
