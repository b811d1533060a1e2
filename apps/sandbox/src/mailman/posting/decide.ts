import { isBanned } from '../bans.ts';
import { isOn, numberOf, textOf } from '../lists/list-config.ts';
import { membersOf } from '../members/member-view.ts';
import { addMember } from '../members/subscribe.ts';
import type { Platform } from '../platform.ts';
import { actions, type Action, type MailingList, type Member } from '../state.ts';
import { addressesOf, addressFor, findUser } from '../users/people.ts';
import type { IncomingMail } from './incoming-mail.ts';

export interface Decision {
  readonly outcome: 'accept' | 'hold' | 'reject' | 'discard';
  /** Mailman's own words. */
  readonly reason: string;
}

const commands = /^(confirm|help|info|lists|options|password|remove|set|subscribe|unsubscribe|who|join|leave)\b/i;

/** A command to the robot that went to everybody by mistake. */
const isCommand = ({ subject, text }: IncomingMail): boolean =>
  [
    subject,
    ...text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(0, 5),
  ].some((line) => commands.test(line.trim()) && line.trim().split(/\s+/).length < 3);

/** Whoever of the senders is on the list, under this address or another one of theirs. */
const memberAmong = (platform: Platform, list: MailingList, senders: readonly string[]): Member | undefined => {
  const at = (email: string): Member | undefined =>
    membersOf(platform, { listId: list.id, role: 'member', subscriber: email })[0];
  for (const sender of senders) {
    const user = findUser(platform, sender);
    const theirs = user === undefined ? [] : addressesOf(platform, user).map(({ email }) => email);
    const found = [sender, ...theirs].map(at).find((member) => member !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
};

const outcomeOf = (action: Action): Decision['outcome'] | null => (action === 'defer' ? null : action);
const actionIn = (list: MailingList, name: string): Action =>
  actions.find((action) => action === textOf(list, name)) ?? 'hold';

/** Reasons for which a mail of somebody who may post waits all the same. */
const suspicion = (list: MailingList, mail: IncomingMail): string | null => {
  const address = `${list.name}@${list.mailHost}`;
  const largest = numberOf(list, 'max_message_size');
  const most = numberOf(list, 'max_num_recipients');
  if (isOn(list, 'administrivia') && isCommand(mail)) return 'Message contains administrivia';
  if (isOn(list, 'require_explicit_destination') && !mail.to.includes(address)) {
    return 'Message has implicit destination';
  }
  if (most > 0 && mail.to.length >= most) return 'Message has too many recipients';
  if (largest > 0 && mail.bytes / 1024 > largest) return `The message is larger than the ${largest} KB maximum size`;
  if (mail.subject === '') return 'Message has no subject';
  return null;
};

/** Mailman's built-in chain of rules, in its order (mailman/chains/builtin.py of 3.3.8). */
export const decide = (platform: Platform, list: MailingList, mail: IncomingMail): Decision => {
  if (mail.senders.length === 0) return { outcome: 'discard', reason: 'The message has no valid senders' };
  for (const sender of mail.senders) addressFor(platform, sender);
  if (isOn(list, 'emergency')) return { outcome: 'hold', reason: 'Emergency moderation is in effect for this list' };
  if (mail.listPost?.includes(`${list.name}@${list.mailHost}`)) {
    return { outcome: 'discard', reason: 'Message has already been posted to this list' };
  }
  const banned = mail.senders.find((sender) => isBanned(platform, list.id, sender));
  if (banned !== undefined) {
    return { outcome: 'discard', reason: `Message sender ${banned} is banned from this list` };
  }
  const member = memberAmong(platform, list, mail.senders);
  if (member !== undefined) {
    const outcome = outcomeOf(member.moderationAction ?? actionIn(list, 'default_member_action'));
    if (outcome !== null) return { outcome, reason: 'The message comes from a moderated member' };
  } else {
    const strangers = mail.senders.map(
      (email) =>
        membersOf(platform, { listId: list.id, role: 'nonmember', subscriber: email })[0] ??
        addMember(platform, list, 'nonmember', { email }),
    );
    const own = strangers.find(({ moderationAction }) => moderationAction !== null)?.moderationAction ?? null;
    const outcome = outcomeOf(own ?? actionIn(list, 'default_nonmember_action'));
    if (outcome !== null) return { outcome, reason: 'The message is not from a list member' };
  }
  const reason = suspicion(list, mail);
  return reason === null ? { outcome: 'accept', reason: '' } : { outcome: 'hold', reason };
};
