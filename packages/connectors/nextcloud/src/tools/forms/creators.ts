import type { Call } from '@passerelle/connector-kit';
import { readFormSettings, writeFormSetting } from '../../client/forms.ts';
import type { Session } from '../../session.ts';
import type { CreatorList, Creators } from '../ready-made/creators.ts';

const read = async (session: Session, call: Call): Promise<Creators> => {
  const { restrictCreation, creationAllowedGroups } = await readFormSettings(session, call);
  return { restricted: restrictCreation, groups: creationAllowedGroups };
};

/** The list before the switch: nobody is shut out who is about to be let in. */
export const formCreators: CreatorList = {
  tool: 'forms',
  read,
  async write(session, call, before, { restricted, groups }) {
    await writeFormSetting(session, call, 'creationAllowedGroups', groups);
    if (restricted && !before.restricted) await writeFormSetting(session, call, 'restrictCreation', true);
    return read(session, call);
  },
};
