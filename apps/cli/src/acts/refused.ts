import { ActRefused } from '@passerelle/engine';
import { isCommunityId, isPersonId } from '@passerelle/model';
import { findPerson, listCommunities, type Store } from '@passerelle/store';
import { CliError } from '../runtime/cli-error.ts';

/** What the engine refuses to describe, in the command's words. @throws CliError */
export async function orRefused<T>(store: Store, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof ActRefused)) throw error;
    const { code, params } = error.told;
    const { community, person } = params;
    const [known] =
      typeof community === 'string' && isCommunityId(community)
        ? await listCommunities(store, { ids: [community] })
        : [];
    const who = typeof person === 'string' && isPersonId(person) ? await findPerson(store, person) : null;
    throw new CliError(`cli.${code}`, {
      ...params,
      ...(known === undefined ? {} : { community: known.name }),
      ...(who === null ? {} : { person: who.displayName }),
    });
  }
}
