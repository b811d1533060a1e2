import type { Platform } from '../platform.ts';
import type { Member } from '../state.ts';
import { isOn, textOf } from '../lists/list-config.ts';
import { emailOf } from '../users/people.ts';

/** Ends a membership. A member who leaves by the usual way gets a goodbye where the list sends one; many at once get none. */
export const endMembership = (platform: Platform, member: Member, how: 'usual' | 'in-silence'): void => {
  const { state } = platform;
  const list = state.lists.get(member.listId);
  const email = emailOf(platform, member);
  state.members.delete(member.id);
  if (how === 'in-silence' || list === undefined || email === null || member.role !== 'member') return;
  if (!isOn(list, 'send_goodbye_message')) return;
  const subject = `You have been unsubscribed from the ${textOf(list, 'display_name')} mailing list`;
  const from = `${list.name}-bounces@${list.mailHost}`;
  state.sent.push({ kind: 'goodbye', listId: list.id, from, to: [email], subject, text: '', at: platform.now() });
};
