import type { Call } from '@passerelle/connector-kit';
import type { NativeId, ObservedAccount } from '@passerelle/model';
import { accountRows } from '../client/explorer.ts';
import { isNumber } from '../client/groups.ts';
import { isOn, readSettings, type SiteSettings } from '../client/site.ts';
import { externalIdOf, isSuspended, readEmail, readUser, type User } from '../client/users.ts';
import { protectionOfUser } from '../protection.ts';
import type { Session } from '../session.ts';
import { accountView } from './account-view.ts';
import { factsOfRow } from './by-explorer.ts';

/** The address stands in no answer but the one that is asked for it; asked only where Passerelle keeps addresses up to date. */
const emailOf = async (
  session: Session,
  call: Call,
  user: User,
  settings: SiteSettings | null,
): Promise<string | null | undefined> => {
  if (typeof user.email === 'string') return user.email;
  return isOn(settings, 'auth_overrides_email') === true ? readEmail(session, call, user.username) : undefined;
};

/** Accounts one by one: all in one call with Data Explorer, one or two calls each without. */
export async function* observeSomeAccounts(
  session: Session,
  accounts: readonly NativeId[],
  call: Call,
): AsyncGenerator<ObservedAccount> {
  const wanted = [...new Set(accounts)].filter(isNumber);
  if (wanted.length === 0) return;
  const settings = await readSettings(session, call);
  const { dataExplorer } = session.config;
  if (dataExplorer !== undefined) {
    for await (const row of accountRows(session, call, dataExplorer.accounts, wanted)) {
      yield accountView(factsOfRow(session, row), settings);
    }
    return;
  }
  for (const native of wanted) {
    const user = await readUser(session, call, native);
    if (user === null) continue;
    const facts = {
      native,
      login: user.username,
      name: user.name,
      email: await emailOf(session, call, user, settings),
      externalId: externalIdOf(user),
      suspended: isSuspended(user, session.context.now()),
      protected: protectionOfUser(session, user),
    };
    yield accountView(facts, settings);
  }
}
