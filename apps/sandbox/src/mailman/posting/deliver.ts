import { isOn, textOf } from '../lists/list-config.ts';
import { membersOf } from '../members/member-view.ts';
import { preferenceOf } from '../members/preferences.ts';
import type { Platform } from '../platform.ts';
import type { HeldMessage, MailingList, SentMail } from '../state.ts';
import { emailOf } from '../users/people.ts';
import { decide, type Decision } from './decide.ts';
import type { IncomingMail } from './incoming-mail.ts';

interface Post {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
}

const send = (platform: Platform, list: MailingList, mail: Omit<SentMail, 'listId' | 'at'>): void => {
  if (mail.to.length > 0) platform.state.sent.push({ ...mail, listId: list.id, at: platform.now() });
};
const isReached = (platform: Platform, member: Parameters<typeof emailOf>[1]): boolean =>
  (preferenceOf(platform, member, 'deliveryStatus') ?? 'enabled') === 'enabled';

/** To every member who receives one by one. */
export const distribute = (platform: Platform, list: MailingList, { from, subject, text }: Post): void => {
  const to = membersOf(platform, { listId: list.id, role: 'member' }).flatMap((member) => {
    const mode = preferenceOf(platform, member, 'deliveryMode') ?? 'regular';
    const email = emailOf(platform, member);
    return email !== null && mode === 'regular' && isReached(platform, member) ? [email] : [];
  });
  const prefix = textOf(list, 'subject_prefix');
  const shown = subject.includes(prefix.trim()) ? subject : `${prefix}${subject}`;
  send(platform, list, { kind: 'post', from, to, subject: shown, text });
};

/** To owners and moderators; to the site's owner where there are none. */
const administrators = (platform: Platform, list: MailingList): readonly string[] => {
  const all = (['owner', 'moderator'] as const).flatMap((role) => membersOf(platform, { listId: list.id, role }));
  const to = [
    ...new Set(all.filter((member) => isReached(platform, member)).map((member) => emailOf(platform, member) ?? '')),
  ];
  return to.length === 0 ? [platform.options.siteOwner ?? 'changeme@example.com'] : to;
};

const hold = (platform: Platform, list: MailingList, post: Post, messageId: string, reason: string): void => {
  const { state } = platform;
  const held: HeldMessage = {
    id: state.nextHeld,
    listId: list.id,
    sender: post.from,
    subject: post.subject,
    messageId,
    reason,
    text: post.text,
    heldAt: platform.now(),
  };
  state.nextHeld += 1;
  state.held.push(held);
  const owner = `${list.name}-owner@${list.mailHost}`;
  const subject = `Your message to ${list.name}@${list.mailHost} awaits moderator approval`;
  if (isOn(list, 'respond_to_post_requests')) {
    send(platform, list, {
      kind: 'notice',
      from: `${list.name}-bounces@${list.mailHost}`,
      to: [post.from],
      subject,
      text: reason,
    });
  }
  if (isOn(list, 'admin_immed_notify')) {
    const told = `${list.name}@${list.mailHost} post from ${post.from} requires approval`;
    send(platform, list, {
      kind: 'notice',
      from: owner,
      to: administrators(platform, list),
      subject: told,
      text: reason,
    });
  }
};

export const reject = (platform: Platform, list: MailingList, post: Post, reason: string): void => {
  const from = `${list.name}-bounces@${list.mailHost}`;
  send(platform, list, { kind: 'rejection', from, to: [post.from], subject: post.subject, text: reason });
};

/** Takes a mail for a list and does with it what Mailman would, at once. */
export const takeMail = (platform: Platform, list: MailingList, mail: IncomingMail): Decision => {
  const decision = decide(platform, list, mail);
  const post = { from: mail.senders[0] ?? '', subject: mail.subject, text: mail.text };
  if (decision.outcome === 'accept') distribute(platform, list, post);
  else if (decision.outcome === 'hold') hold(platform, list, post, mail.messageId, decision.reason);
  else if (decision.outcome === 'reject') reject(platform, list, post, decision.reason);
  platform.changed();
  return decision;
};
