import { problem, type Ldap, type Session } from '../session.ts';
import { dnOfGroup, groupAt, markOf, statusOf, type GroupEntry } from './groups.ts';

/** A group as it is to be made: its name is native and never changes. */
export interface NewGroup {
  readonly name: string;
  readonly label: string;
  /** Our key. */
  readonly mark: string;
}

/** Made with our mark on it, by which it is known again after a crash. @throws ConnectorError `taken` when one of that name is there and not ours */
export async function makeGroup(
  session: Session,
  ldap: Ldap,
  { name, label, mark }: NewGroup,
  isOurs: (mark: string | null) => boolean = (found) => found === mark,
): Promise<{ readonly group: GroupEntry; readonly isNew: boolean }> {
  const { dialect, config, placeholder } = session;
  const dn = dnOfGroup(session, name);
  let isNew = true;
  try {
    await ldap.add('make a group', dn, {
      objectClass: dialect.group.classes,
      cn: name,
      [dialect.group.label]: label,
      [dialect.group.mark]: markOf(mark),
      ...(dialect.group.needsMember ? { member: placeholder } : {}),
      ...dialect.group.extra(name, config),
    });
  } catch (error) {
    if (statusOf(error) === 32) throw noBranch(session);
    if (statusOf(error) !== 68) throw error;
    isNew = false;
  }
  const group = await groupAt(session, ldap, dn);
  // A name that is taken elsewhere (Active Directory keeps sAMAccountName unique in the whole domain), or an entry of another kind.
  if (group === null) throw problem('make a group', 'taken', `"${name}" is taken in this directory`);
  if (!isOurs(group.mark)) throw problem('make a group', 'taken', `"${name}" is there and is not ours`);
  return { group, isNew };
}

const noBranch = ({ config }: Session) =>
  problem('make a group', 'not-found', `the branch ${config.branch} is not there, or our account may not see it`);
