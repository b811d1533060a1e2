import { isTool, labelOfTool, partOfKey, toolOfKey, type SpaceKey, type TargetId } from '@passerelle/model';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { endpoint } from '../endpoint.ts';
import { rules } from '../rights/rule.ts';
import { community, instant, labelled } from '../schema/fields.ts';

/** Where a space opens, as far as its platform has told the server an address. */
function linkOf({ web }: Api, community: string, tool: string, target: TargetId): string | null {
  if (tool === 'video' && web.doors('video').some((door) => door.target.id === target))
    return `${web.options.publicUrl}/visio/${community}`;
  if (tool === 'forum') return web.doors('forum').find((door) => door.target.id === target)?.door.url ?? null;
  return null;
}

export const listSpaces = endpoint({
  id: 'communities.spaces',
  method: 'get',
  path: '/communities/{community}/spaces',
  summary: 'The spaces of a community on its platforms, as Passerelle keeps them',
  rule: rules.communityMembers,
  problems: [],
  params: z.strictObject({ community }),
  query: z.strictObject({}),
  answer: z.object({
    items: z.array(
      z.object({
        key: z.string(),
        tool: labelled,
        part: z.string(),
        target: z.string(),
        native: z.string().nullable().describe('Its id on the platform; null: not made yet'),
        label: z.string(),
        state: z.enum(['reserved', 'live', 'retired']),
        ownership: z.enum(['made', 'adopted']),
        since: instant,
        link: z.string().nullable().describe('Where it opens; null: no address is known'),
      }),
    ),
  }),
  async handle({ api, params, language }) {
    const { rows } = await api.engine.store.pool.query<{
      key: SpaceKey;
      target: TargetId;
      native: string | null;
      label: string;
      state: 'reserved' | 'live' | 'retired';
      ownership: 'made' | 'adopted';
      since: Date;
    }>(
      `select key, target, native, label, state, ownership, since from native_object
        where community = $1 and kind = 'space' and state <> 'retired' order by key collate "C", target`,
      [params.community],
    );
    return {
      items: rows.map(({ key, target, since, ...row }) => {
        const tool = toolOfKey(key);
        return {
          ...row,
          key,
          target,
          tool: { id: tool, label: isTool(tool) ? labelOfTool(tool, language) : tool },
          part: partOfKey(key),
          since: since.toISOString(),
          link: linkOf(api, params.community, tool, target),
        };
      }),
    };
  },
});
