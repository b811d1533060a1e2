import { communityOfKey, type AccountUpdate, type Change, type Grant, type PersonGrantChange } from '@passerelle/model';
import type { PoolClient } from 'pg';
import { digestOf } from '../planning/address-digest.ts';

interface Applied {
  readonly target: string;
  readonly operation: string;
  readonly change: Change;
  /** Told by creates, links and adoptions. */
  readonly native: string | null;
  readonly anchor: string | null;
}

/** The reading that is the newest now: what we write to `observed` counts as newer than any reading that has begun. */
const newest = `(select coalesce(max(id), 0) from observation where target = $1)`;

async function seen(
  client: PoolClient,
  target: string,
  kind: string,
  a: string,
  b: string,
  data: object,
): Promise<void> {
  await client.query(
    `insert into observed (target, kind, a, b, data, observation) values ($1, $2, $3, $4, $5, ${newest})
     on conflict (target, kind, a, b) do update set data = excluded.data, observation = excluded.observation`,
    [target, kind, a, b, JSON.stringify(data)],
  );
}

/** Marked, not deleted: a reading that began before may still bring the old row, which must not come back. */
const gone = (client: PoolClient, target: string, kind: string, a: string, b: string): Promise<void> =>
  seen(client, target, kind, a, b, { gone: true });

async function nativeOf(
  client: PoolClient,
  target: string,
  kind: 'group' | 'space',
  key: string,
): Promise<string | null> {
  const { rows } = await client.query<{ native: string | null }>(
    `select native from native_object where target = $1 and kind = $2 and key = $3 and state <> 'retired'`,
    [target, kind, key],
  );
  return rows[0]?.native ?? null;
}

async function live(
  client: PoolClient,
  { target, operation, native }: Applied,
  kind: 'group' | 'space',
  key: string,
  adopted: boolean,
): Promise<void> {
  await client.query(
    `update native_object set native = coalesce(native, $4), state = 'live', operation = $5, ownership = case when $6 then 'adopted' else ownership end
      where target = $1 and kind = $2 and key = $3 and state <> 'retired'`,
    [target, kind, key, native, operation, adopted],
  );
}

async function recordGrants(
  client: PoolClient,
  { target, operation }: Applied,
  space: string,
  grants: readonly Grant[],
): Promise<void> {
  const spaceNative = await nativeOf(client, target, 'space', space);
  for (const { group, level } of grants) {
    const groupNative = await nativeOf(client, target, 'group', group);
    if (level === 'none') {
      await client.query(`delete from made_grant where target = $1 and space_key = $2 and group_key = $3`, [
        target,
        space,
        group,
      ]);
      if (spaceNative !== null && groupNative !== null) await gone(client, target, 'grant', spaceNative, groupNative);
      continue;
    }
    await client.query(
      `insert into made_grant (target, space_key, group_key, level, operation) values ($1, $2, $3, $4, $5)
       on conflict (target, space_key, group_key) do update set level = excluded.level, operation = excluded.operation`,
      [target, space, group, level, operation],
    );
    if (spaceNative !== null && groupNative !== null)
      await seen(client, target, 'grant', spaceNative, groupNative, { level, detail: '' });
  }
}

/** Remembered as a digest: enough to tell, later, that somebody has changed the address there. */
const giveAddress = (
  client: PoolClient,
  target: string,
  { person, profile }: Pick<AccountUpdate, 'person' | 'profile'>,
): Promise<unknown> =>
  client.query(
    `update link set address_given = ${digestOf('$3::text')} where target = $1 and person = $2 and state = 'live'`,
    [target, person, profile.email],
  );

async function recordPersonGrant(
  client: PoolClient,
  { target, operation }: Applied,
  { space, person, level }: PersonGrantChange,
): Promise<void> {
  const native = await nativeOf(client, target, 'space', space);
  const { rows } = await client.query<{ native: string }>(
    `select native from link where target = $1 and person = $2 and state = 'live'`,
    [target, person],
  );
  const account = rows[0]?.native ?? null;
  const key = [target, communityOfKey(space), person, space];
  if (level === 'none') {
    await client.query(
      `delete from made_person_grant where target = $1 and community = $2 and person = $3 and space_key = $4`,
      key,
    );
    if (native !== null && account !== null) await gone(client, target, 'grant', native, account);
    return;
  }
  await client.query(
    `insert into made_person_grant (target, community, person, space_key, level, operation) values ($1, $2, $3, $4, $5, $6)
     on conflict (target, community, person, space_key) do update set level = excluded.level, operation = excluded.operation`,
    [...key, level, operation],
  );
  if (native !== null && account !== null) await seen(client, target, 'grant', native, account, { level, detail: '' });
}

/** What was applied becomes part of what we know: links, names, what is ours, and the observed state. In the transaction that records the outcome. */
export async function recordChange(client: PoolClient, applied: Applied): Promise<void> {
  const { target, operation, change, native, anchor } = applied;
  switch (change.kind) {
    case 'account': {
      if (change.verb === 'create' || change.verb === 'adopt') {
        const id = native ?? (change.verb === 'adopt' ? change.native : null);
        if (id === null) throw new Error(`account of ${change.person} on ${target}: the connector told no native id`);
        const ownership = change.verb === 'adopt' ? 'adopted' : change.mode === 'await' ? 'linked' : 'made';
        // An account that vanished from the platform and is made again has another id there; the old one is never used again.
        await client.query(
          `update link set state = 'retired' where target = $1 and person = $2 and state = 'live' and native <> $3`,
          [target, change.person, id],
        );
        await client.query(
          `insert into link (target, person, native, anchor, ownership, operation) values ($1, $2, $3, $4, $5, $6)
           on conflict (target, native) do update set state = 'live', anchor = excluded.anchor where link.person = excluded.person`,
          [target, change.person, id, anchor, ownership, operation],
        );
        if (change.verb === 'create' && change.mode !== 'await') await giveAddress(client, target, change);
        if (change.verb === 'create') {
          await seen(client, target, 'account', id, '', {
            anchor,
            login: change.hint?.login ?? id,
            enabled: true,
            profile: change.mode === 'await' ? {} : change.profile,
            federated: change.mode === 'await',
            protected: null,
          });
        }
        return;
      }
      if (change.verb !== 'update') {
        await client.query(`update link set disabled_by_us = $3 where target = $1 and person = $2 and state = 'live'`, [
          target,
          change.person,
          change.verb === 'disable',
        ]);
      }
      if (change.verb === 'update' && change.fields.includes('email')) await giveAddress(client, target, change);
      const set = change.verb === 'update' ? { profile: change.profile } : { enabled: change.verb === 'enable' };
      await client.query(
        `update observed set data = data || $3::jsonb, observation = ${newest}
          where target = $1 and kind = 'account' and a = (select native from link where target = $1 and person = $2 and state = 'live')`,
        [target, change.person, JSON.stringify(set)],
      );
      return;
    }
    case 'group': {
      if (change.verb === 'update') {
        await client.query(
          `update native_object set label = $3 where target = $1 and kind = 'group' and key = $2 and state <> 'retired'`,
          [target, change.group, change.label],
        );
      } else await live(client, applied, 'group', change.group, change.verb === 'adopt');
      const id = await nativeOf(client, target, 'group', change.group);
      if (id !== null && change.verb !== 'adopt')
        await seen(client, target, 'group', id, '', { label: change.label, mark: null });
      if (id !== null && change.verb === 'create') {
        // Born empty: its members are known, completely, from now on.
        await client.query(
          `insert into observed_container (target, container, state, observation) values ($1, $2, 'complete', ${newest}) on conflict do nothing`,
          [target, `members:${id}`],
        );
      }
      return;
    }
    case 'membership': {
      if (change.verb === 'put-back') {
        const group = await nativeOf(client, target, 'group', change.group);
        if (group !== null) await gone(client, target, 'membership', group, change.account);
        return;
      }
      const { rows } = await client.query<{ native: string }>(
        `select native from link where target = $1 and person = $2 and state = 'live'`,
        [target, change.person],
      );
      const account = rows[0]?.native ?? null;
      for (const key of change.add) {
        await client.query(
          `insert into made_membership (target, community, person, group_key, operation) values ($1, $2, $3, $4, $5) on conflict do nothing`,
          [target, change.community, change.person, key, operation],
        );
        const group = await nativeOf(client, target, 'group', key);
        if (group !== null && account !== null) await seen(client, target, 'membership', group, account, {});
      }
      for (const key of change.remove) {
        await client.query(
          `delete from made_membership where target = $1 and community = $2 and person = $3 and group_key = $4`,
          [target, change.community, change.person, key],
        );
        const group = await nativeOf(client, target, 'group', key);
        if (group !== null && account !== null) await gone(client, target, 'membership', group, account);
      }
      return;
    }
    case 'space': {
      if (change.verb === 'update') {
        await client.query(
          `update native_object set label = $3 where target = $1 and kind = 'space' and key = $2 and state <> 'retired'`,
          [target, change.space, change.label],
        );
      } else await live(client, applied, 'space', change.space, change.verb === 'adopt');
      const id = await nativeOf(client, target, 'space', change.space);
      const tool = change.space.split('/')[1] ?? '';
      if (id !== null && change.verb !== 'adopt')
        await seen(client, target, 'space', id, tool, { label: change.label, mark: null });
      if (id !== null && change.verb === 'create') {
        await recordGrants(client, applied, change.space, change.grants);
        await client.query(
          `insert into observed_container (target, container, state, observation) values ($1, $2, 'complete', ${newest}) on conflict do nothing`,
          [target, `grants:${id}`],
        );
        // Nobody has put anything into it yet.
        await client.query(
          `insert into observed_container (target, container, state, observation) values ($1, $2, 'complete', ${newest}) on conflict do nothing`,
          [target, `entries:${id}`],
        );
      }
      return;
    }
    case 'grant':
      if (change.verb === 'change') await recordGrants(client, applied, change.space, change.grants);
      else if (change.verb === 'change-for') await recordPersonGrant(client, applied, change);
      else {
        const space = await nativeOf(client, target, 'space', change.space);
        if (space !== null) await gone(client, target, 'grant', space, change.account);
      }
      return;
    case 'entry': {
      const space = await nativeOf(client, target, 'space', change.space);
      if (space === null) return;
      const { entry } = change;
      if (change.verb === 'remove') {
        await client.query(
          `delete from made_entry where target = $1 and community = $2 and space_key = $3 and entry = $4`,
          [target, communityOfKey(change.space), change.space, entry],
        );
        await gone(client, target, 'entry', space, change.native);
        return;
      }
      await client.query(
        `insert into made_entry (target, community, space_key, entry, digest, operation) values ($1, $2, $3, $4, $5, $6)
         on conflict (target, community, space_key, entry) do update set digest = excluded.digest, operation = excluded.operation`,
        [target, communityOfKey(change.space), change.space, entry, change.digest, operation],
      );
      if (native !== null)
        await seen(client, target, 'entry', space, native, { entry, digest: change.digest, intact: true });
      return;
    }
  }
}
