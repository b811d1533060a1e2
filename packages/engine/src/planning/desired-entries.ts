import { createHash } from 'node:crypto';
import {
  canonicalContent,
  cardContent,
  defaultCardChoice,
  instantsOf,
  meetingContent,
  type CardChoice,
  type CardPerson,
  type CommunityId,
  type EntryContent,
  type PersonId,
  type TargetId,
  type Tool,
} from '@passerelle/model';
import type { CommunityStandings, EntryType, WantedEntry } from '@passerelle/plan';
import { meetingColumns, toMeeting, type MeetingRow } from '@passerelle/store';
import type { PoolClient } from 'pg';
import { ByCommunity, cursor } from './streams.ts';

/** A meeting that ended so long ago stays in the calendar as it is. */
const keptUpToDate = 90 * 24 * 3_600_000;

interface CardRow {
  readonly community: string;
  readonly person: PersonId;
  readonly display_name: string;
  readonly given_name: string;
  readonly family_name: string;
  readonly email: string | null;
  readonly phone_number: string | null;
  readonly organization: string | null;
  readonly listed: boolean | null;
  readonly shown: CardChoice['shown'] | null;
}

const meetings = `
  select ${meetingColumns} from meeting
   where recorded_until = 'infinity' and ($1::text[] is null or community = any($1)) order by community, starts, id`;

/** Of communities whose address book is on the target. */
const cards = `
  select k.community, k.person, n.display_name, n.given_name, n.family_name, n.email, n.phone_number, n.organization, c.listed, c.shown
    from (select community, person from membership where recorded_until = 'infinity'
          union select community, person from assignment where recorded_until = 'infinity') k
    join community o on o.id = k.community and o.recorded_until = 'infinity' and o.tools->>$2 = $3
    join person_name n on n.person = k.person
    left join card_choice c on c.person = k.person and c.community = k.community and c.recorded_until = 'infinity'
   where $1::text[] is null or k.community = any($1)
   order by k.community, k.person`;

export interface EntriesWanted {
  readonly target: TargetId;
  readonly types: Readonly<Partial<Record<Tool, EntryType>>>;
  readonly at: number;
  readonly only: readonly CommunityId[] | null;
  /** Where the pages before the video rooms are; null: nowhere. */
  readonly rooms: string | null;
}

/** What should be in calendars and address books, community by community. Ask in ascending order. */
export class DesiredEntries {
  readonly #wanted: EntriesWanted;
  readonly #meetings: ByCommunity<MeetingRow> | null;
  readonly #cards: ByCommunity<CardRow> | null;
  readonly #tools: { readonly meeting: Tool | undefined; readonly card: Tool | undefined };

  constructor(client: PoolClient, wanted: EntriesWanted) {
    this.#wanted = wanted;
    const { types, only, target } = wanted;
    const toolFor = (type: EntryType): Tool | undefined =>
      (Object.entries(types) as [Tool, EntryType][]).find(([, held]) => held === type)?.[0];
    this.#tools = { meeting: toolFor('meeting'), card: toolFor('card') };
    const { meeting, card } = this.#tools;
    this.#meetings = meeting === undefined ? null : new ByCommunity(cursor<MeetingRow>(client, meetings, [only]));
    this.#cards = card === undefined ? null : new ByCommunity(cursor<CardRow>(client, cards, [only, card, target]));
  }

  async of(standings: CommunityStandings): Promise<readonly WantedEntry[]> {
    const { id } = standings.community;
    const meetingRows = await rowsOf(this.#meetings, id);
    const cardRows = await rowsOf(this.#cards, id);
    return [...this.#meetingsOf(standings, meetingRows), ...this.#cardsOf(standings, cardRows)];
  }

  *#meetingsOf({ community }: CommunityStandings, rows: readonly MeetingRow[]): Generator<WantedEntry> {
    const { at, rooms, target } = this.#wanted;
    const { meeting: tool } = this.#tools;
    if (tool === undefined || community.tools[tool] !== target) return;
    for (const row of rows) {
      const meeting = toMeeting(row);
      // A zone's rules may have changed since it was written, so that its clocks do not show that time any more.
      const [end = at] = instantsOf(meeting.end, meeting.zone);
      const isOver = end < at - keptUpToDate;
      yield isOver
        ? { type: 'meeting', entry: meeting.id, content: null, digest: '' }
        : wanted(meeting.id, meetingContent(meeting, community, rooms));
    }
  }

  *#cardsOf({ community, people }: CommunityStandings, rows: readonly CardRow[]): Generator<WantedEntry> {
    const byPerson = new Map(rows.map((row) => [row.person, row]));
    for (const { person, stations } of people) {
      const row = byPerson.get(person);
      if (row === undefined) continue;
      const { listed, shown } = row;
      const choice = listed === null || shown === null ? defaultCardChoice : { listed, shown };
      const content = cardContent(personOf(row), stations, choice, community);
      if (content !== null) yield wanted(person, content);
    }
  }

  async close(): Promise<void> {
    await this.#meetings?.close();
    await this.#cards?.close();
  }
}

/** Rows of communities that nobody asks about are passed over. */
async function rowsOf<Row extends { readonly community: string }>(
  stream: ByCommunity<Row> | null,
  community: CommunityId,
): Promise<readonly Row[]> {
  if (stream === null) return [];
  for (let next = await stream.next(); next !== null && next < community; next = await stream.next())
    await stream.take(next);
  return stream.take(community);
}

const wanted = (entry: string, content: EntryContent): WantedEntry => ({
  type: content.type,
  entry,
  content,
  digest: createHash('sha256').update(canonicalContent(content)).digest('hex'),
});

const personOf = (row: CardRow): CardPerson => ({
  displayName: row.display_name,
  givenName: row.given_name,
  familyName: row.family_name,
  email: row.email,
  phoneNumber: row.phone_number,
  organization: row.organization,
});

/** Communities on their way to the planner, each with what should be in its calendar and its address book. */
export async function* withEntries(
  client: PoolClient,
  communities: AsyncIterable<CommunityStandings>,
  entriesWanted: EntriesWanted,
): AsyncGenerator<CommunityStandings> {
  const entries = new DesiredEntries(client, entriesWanted);
  try {
    for await (const standings of communities) yield { ...standings, entries: await entries.of(standings) };
  } finally {
    await entries.close();
  }
}
