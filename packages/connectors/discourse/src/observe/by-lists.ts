import { type Call, type ObservedEvent, type Scope } from '@passerelle/connector-kit';
import type { NativeId, Observed, ObservedAccount } from '@passerelle/model';
import { careGroup } from '../care-group.ts';
import { isNumber, knownGroups } from '../client/groups.ts';
import { readMembers } from '../client/members.ts';
import { readSettings } from '../client/site.ts';
import { listUsers } from '../client/users.ts';
import { protectionByConfig, staffNow } from '../protection.ts';
import type { Session } from '../session.ts';
import { accountView } from './account-view.ts';
import { oldestFirst, wasRead } from './oldest-first.ts';
import type { Reading } from '@passerelle/connector-kit';

/** The accounts in our care are the members of our hidden group: a thousand a call. Who is suspended and who is staff comes from two short lists. */
async function* accountsInCare(session: Session, call: Call): AsyncGenerator<ObservedAccount> {
  const care = await careGroup(session, call);
  if (care === null) return;
  const settings = await readSettings(session, call);
  session.staff.forget();
  const staff = await staffNow(session, call);
  const suspended = new Set<NativeId>();
  for await (const user of listUsers(session, call, 'suspended')) suspended.add(String(user.id));
  for await (const member of readMembers(session, call, care.name)) {
    if (member === null) return;
    const native = String(member.id);
    const configured = protectionByConfig(session, native, member.username);
    const facts = {
      native,
      login: member.username,
      name: member.name,
      email: undefined,
      externalId: undefined,
      suspended: suspended.has(native),
      protected: configured ?? (staff.has(native) ? 'administrator' : null),
    };
    yield accountView(facts, settings);
  }
}

async function* membersOf(session: Session, call: Call, group: NativeId): AsyncGenerator<Observed> {
  if (!isNumber(group)) return;
  const known = (await knownGroups(session, call)).get(group);
  // The group is gone, as all groups were listed a moment ago; or its own count says that nobody is in it.
  if (known === undefined || known.count === 0) return;
  for await (const member of readMembers(session, call, known.name)) {
    if (member === null) return;
    yield { kind: 'membership', group, account: String(member.id) };
  }
}

/** Members of our groups. Those without members cost no call. */
export async function* observeMembers(
  session: Session,
  scope: Scope,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedEvent> {
  const groups = oldestFirst(session, [...new Set(scope.groups)], (group) => `members ${group}`);
  for (const group of groups) {
    for await (const event of reading.container({ of: 'members', group }, () => membersOf(session, call, group))) {
      if (event.kind === 'container' && event.state === 'complete') wasRead(session, `members ${group}`);
      yield event;
    }
  }
}

/** Without Data Explorer: the accounts in our care, then the members of our groups. */
export async function* observeByLists(
  session: Session,
  scope: Scope,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedEvent> {
  yield* reading.container({ of: 'accounts' }, () => accountsInCare(session, call));
  yield* observeMembers(session, scope, call, reading);
}
