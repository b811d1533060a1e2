import { why } from '@passerelle/engine';
import { labelOfLevel, labelOfTool, type CommunityId, type Level, type PersonId, type Tool } from '@passerelle/model';
import { listCommunities } from '@passerelle/store';
import type { Runtime } from '../runtime/open-runtime.ts';
import type { Session } from '../runtime/session.ts';

export interface ReadBack {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly tool: Tool;
  readonly target: string;
  readonly should: Level;
  readonly is: Level | 'other' | null;
  readonly verdict: 'as-it-should' | 'missing' | 'more-than-it-should' | 'unknown';
}

/** What the platforms say now about each person in each community, in the tools that are asked about: success is what was read back, not what was sent. */
export async function readBack(
  session: Session,
  { engine, store }: Runtime,
  people: readonly PersonId[],
  places: readonly CommunityId[],
  isAsked: (tool: Tool) => boolean = () => true,
): Promise<readonly ReadBack[]> {
  const found: ReadBack[] = [];
  for (const person of people) {
    for (const community of places) {
      const { tools } = await why(engine, { person, community });
      for (const { tool, target, should, is, verdict } of tools.filter((told) => isAsked(told.tool)))
        found.push({ person, community, tool, target, should, is, verdict });
    }
  }
  const { say } = session;
  const { style } = session.world.terminal;
  const { rows } = await store.pool.query<{ person: string; name: string }>(
    `select person, display_name as name from person_name where person = any($1::uuid[])`,
    [people],
  );
  const communities = new Map((await listCommunities(store)).map(({ id, name }) => [id, name]));
  const nameOf = new Map(rows.map(({ person, name }) => [person, name]));
  for (const { person, community, tool, target, is, verdict } of found) {
    const level =
      is === null || is === 'other' ? say(`level.${is ?? 'unknown'}`) : labelOfLevel(tool, is, say.language);
    const sign =
      verdict === 'as-it-should' ? style.green('✓') : verdict === 'unknown' ? style.yellow('?') : style.red('✗');
    session.print(
      `  ${sign} ${nameOf.get(person) ?? person} · ${communities.get(community) ?? community} · ${labelOfTool(tool, say.language)} (${target}) : ${level} — ${say(`verdict.${verdict}`)}`,
    );
  }
  return found;
}
