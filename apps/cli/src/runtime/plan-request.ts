import { scopeOf, type Engine, type PlanRequest } from '@passerelle/engine';
import { isPersonId, type CommunityId, type TargetId } from '@passerelle/model';
import { listCommunities } from '@passerelle/store';
import { nearest } from '../config/nearest.ts';
import { CliError } from './cli-error.ts';
import type { Runtime } from './open-runtime.ts';
import { actorOf } from './with-runtime.ts';
import type { Session } from './session.ts';

/** Texts of an option that may be given several times. */
export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.filter((one): one is string => typeof one === 'string')
    : typeof value === 'string'
      ? [value]
      : [];

/** @throws CliError */
export function targetOf(engine: Engine, name: string): TargetId {
  const found = [...engine.targets.keys()].find((id) => id === name);
  if (found !== undefined) return found;
  throw new CliError('cli.unknown-target', { target: name, known: [...engine.targets.keys()].join(', ') });
}

/** @throws CliError */
export async function communityOf({ store }: Pick<Runtime, 'store'>, text: string): Promise<CommunityId> {
  const all = await listCommunities(store);
  const folded = text.toLowerCase();
  const found = all.find(({ id, name }) => id === folded || name.toLowerCase() === folded);
  if (found !== undefined) return found.id;
  const known = all.map(({ id }) => id);
  const meant = nearest(folded, known);
  if (meant !== null) throw new CliError('cli.unknown-community-near', { community: text, meant });
  throw new CliError('cli.unknown-community', { community: text, known: known.join(', ') });
}

/** What a plan is to look at, by the options of `plan` and `apply`. */
export async function planRequest(
  session: Session,
  runtime: Runtime,
  options: Readonly<Record<string, unknown>>,
): Promise<PlanRequest> {
  const targets = textsOf(options['target']).map((name) => targetOf(runtime.engine, name));
  const communities: CommunityId[] = [];
  for (const text of textsOf(options['community'])) communities.push(await communityOf(runtime, text));
  const base = {
    createdBy: actorOf(session),
    observe: options['read'] === false ? ('never' as const) : ('always' as const),
    signal: session.world.signal,
    ...(targets.length === 0 ? {} : { targets }),
  };
  if (communities.length === 0) return { ...base, extent: 'full' };
  // Their people's accounts are part of it: who joins a community needs one.
  const { rows } = await runtime.store.pool.query<{ person: string }>(
    `select distinct person::text as person from membership where community = any($1)
     union select distinct person::text from made_membership where community = any($1)`,
    [communities],
  );
  return {
    ...base,
    extent: 'targeted',
    scope: scopeOf(communities, rows.map(({ person }) => person).filter(isPersonId)),
  };
}
