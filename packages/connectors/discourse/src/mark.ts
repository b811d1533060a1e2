import type { Target } from '@passerelle/connector-kit';
import { ConnectorError } from '@passerelle/connector-kit';
import { makeCareGroup } from './care-group.ts';
import { readGroup, rememberGroup, updateGroup } from './client/groups.ts';
import { titled } from './client/request.ts';
import { bioOf, careKey, storeIn } from './group-bio.ts';
import type { Session } from './session.ts';

/** The store's mark stands in the text about our hidden group: one call to read it, two to write it. */
export const markOf = (session: Session): NonNullable<Target['mark']> => ({
  async read(call) {
    const group = await readGroup(session, call, session.config.careGroup);
    return group === null || group.key !== careKey ? null : storeIn(group.bio);
  },
  async write(mark, call) {
    const group = await makeCareGroup(session, call, mark);
    if (storeIn(group.bio) === mark) return;
    const bio = bioOf(careKey, mark);
    if ((await updateGroup(session, call, group.native, { name: group.name, bio_raw: bio })) === 'missing') {
      session.groups.forget();
      throw new ConnectorError({
        code: 'not-found',
        retry: 'backoff',
        scope: 'operation',
        request: titled('write the mark'),
        detail: 'our hidden group is gone',
      });
    }
    rememberGroup(session, { ...group, bio });
  },
});
