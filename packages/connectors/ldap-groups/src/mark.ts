import type { Target } from '@passerelle/connector-kit';
import { groupAt, markOf as written } from './client/groups.ts';
import { makeSuspended, STORE, suspendedDn } from './client/suspended.ts';
import type { Session } from './session.ts';

/** The store's mark stands on the group of the suspended, which is ours alone. */
export const markOf = (session: Session): NonNullable<Target['mark']> => ({
  async read(call) {
    const ldap = await session.connections.open(call);
    try {
      const mark = (await groupAt(session, ldap, suspendedDn(session)))?.mark ?? null;
      return mark?.startsWith(STORE) === true ? mark.slice(STORE.length) : null;
    } finally {
      await ldap.close();
    }
  },
  async write(mark, call) {
    const ldap = await session.connections.open(call);
    try {
      const group = (await groupAt(session, ldap, suspendedDn(session))) ?? (await makeSuspended(session, ldap)).group;
      if (group.mark === `${STORE}${mark}`) return;
      const attribute = session.dialect.group.mark;
      await ldap.modify('write the mark', group.dn, [
        { operation: 'replace', attribute, values: [written(`${STORE}${mark}`)] },
      ]);
    } finally {
      await ldap.close();
    }
  },
});
