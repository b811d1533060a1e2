import { ConnectorError, type Call } from '@passerelle/connector-kit';
import { createdGroup, createGroup, knownGroups, readGroup, rememberGroup, type Group } from './client/groups.ts';
import { refused, titled } from './client/request.ts';
import { bioOf, careKey } from './group-bio.ts';
import { groupSettings } from './group-settings.ts';
import type { Session } from './session.ts';

const isNamed = (session: Session, { name }: Group): boolean =>
  name.toLowerCase() === session.config.careGroup.toLowerCase();

const notOurs = (session: Session): ConnectorError =>
  new ConnectorError({
    code: 'taken',
    retry: 'never',
    scope: 'target',
    request: titled('look for our hidden group'),
    detail: `a group or account ${session.config.careGroup} is there that is not ours: choose another name in careGroup`,
  });

/** Our hidden group; null where there is none yet. @throws ConnectorError `taken` where another group has its name */
export const careGroup = async (session: Session, call: Call): Promise<Group | null> => {
  const group = [...(await knownGroups(session, call)).values()].find((each) => isNamed(session, each)) ?? null;
  if (group !== null && group.key !== careKey) throw notOurs(session);
  return group;
};

/** Made when it is first needed. */
export const makeCareGroup = async (session: Session, call: Call, store: string | null = null): Promise<Group> => {
  const known = await careGroup(session, call);
  if (known !== null) return known;
  const response = await createGroup(session, call, {
    ...groupSettings,
    name: session.config.careGroup,
    full_name: 'Passerelle',
    bio_raw: bioOf(careKey, store),
    // Nobody writes to everybody at once.
    mentionable_level: 0,
    messageable_level: 0,
  });
  if (response.status === 200) {
    const made = { ...createdGroup(session, response), key: careKey, bio: bioOf(careKey, store) };
    rememberGroup(session, made);
    return made;
  }
  // Made meanwhile by another worker, or before a crash.
  const found = await readGroup(session, call, session.config.careGroup);
  if (found === null) throw refused(session, response, 'make our hidden group');
  if (found.key !== careKey) throw notOurs(session);
  rememberGroup(session, found);
  return found;
};
