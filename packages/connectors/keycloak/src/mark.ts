import type { Call, Target } from '@passerelle/connector-kit';
import { rootGroup } from './apply/root-group.ts';
import { problem } from './client/error-of.ts';
import { writeGroupAttributes } from './client/group-attributes.ts';
import { groupAt, groupById, keyOf } from './client/groups.ts';
import { MARK_ATTRIBUTE, ROOT_KEY } from './config.ts';
import type { Session } from './session.ts';

/** The store's mark stands on our top-level group. */
export const markOf = (session: Session): NonNullable<Target['mark']> => ({
  async read(call) {
    const root = await groupAt(session, [session.config.rootGroup], call);
    return root === null || keyOf(root) !== ROOT_KEY ? null : (root.attributes?.[MARK_ATTRIBUTE]?.[0] ?? null);
  },
  async write(mark, call: Call) {
    const native = await rootGroup({ session, call });
    const root = await groupById(session, native, call);
    if (root === null) {
      session.root.forget();
      throw problem('write the mark', 'not-found', 'our top-level group is gone', { retry: 'backoff' });
    }
    if (root.attributes?.[MARK_ATTRIBUTE]?.[0] === mark) return;
    await writeGroupAttributes(session, root, { [MARK_ATTRIBUTE]: [mark] }, call);
  },
});
