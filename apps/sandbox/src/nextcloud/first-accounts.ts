import { ADMIN_GROUP, addAccount, findAccount } from './accounts.ts';
import { addGroup } from './groups.ts';
import type { NextcloudOptions } from './options.ts';
import { secretHash } from './secret-hash.ts';
import type { NextcloudState } from './state.ts';

/** The group that the delegated service account is in; administration of people and team folders is delegated to it. */
export const DELEGATES = 'passerelle-delegates';

/** Makes sure of the administrator and the service account, with the credentials given now: also after a restore. */
export const ensureFirstAccounts = (state: NextcloudState, options: NextcloudOptions): void => {
  const account = (uid: string) =>
    findAccount(state, uid) ??
    addAccount(state, { uid, backend: 'Database', passwordHash: null, language: options.language ?? 'fr' });
  const group = (gid: string) => state.groups.get(gid) ?? addGroup(state, gid);

  const admin = account(options.admin.login);
  admin.passwordHash = secretHash(admin.uid, options.admin.password);
  group(ADMIN_GROUP).members.add(admin.uid);

  if (options.serviceAccount === undefined) return;
  const service = account(options.serviceAccount.login);
  service.appPasswordHashes = [secretHash(service.uid, options.serviceAccount.appPassword)];
  if (options.serviceAccount.rights === 'admin') {
    group(ADMIN_GROUP).members.add(service.uid);
    return;
  }
  group(DELEGATES).members.add(service.uid);
  for (const part of ['users', 'groupfolders'] as const) {
    if (!state.delegations[part].includes(DELEGATES)) state.delegations[part].push(DELEGATES);
  }
};
