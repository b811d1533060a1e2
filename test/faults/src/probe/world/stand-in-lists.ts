import type { MailmanStandIn } from '@passerelle/sandbox';
import { expectDone } from '../outcome.ts';
import type { ListSite } from '../tools/list.ts';
import { mailCredentials } from './stand-ins.ts';

const fates = { accept: 'distributed', hold: 'held', reject: 'rejected', discard: 'rejected' } as const;

/** The lists of a stand-in: what it sends stands in its state, at once. */
export function standInLists(server: MailmanStandIn): ListSite {
  const { user, password } = mailCredentials;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const rest = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${server.url}/3.1${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };
  const addressOf = (list: string): string => list.replace('.', '@');
  const ends = (subject: string) => (mail: { readonly subject: string }) => mail.subject.endsWith(subject);
  return {
    post({ from, list, subject }) {
      const mail = [
        `From: ${from}`,
        `To: ${addressOf(list)}`,
        `Subject: ${subject}`,
        'Message-ID: <x@x>',
        '',
        'Bonjour.',
      ];
      return Promise.resolve(fates[server.post(list, mail.join('\r\n')).outcome]);
    },
    receivers(subject) {
      const sent = server.state.sent.filter((mail) => mail.kind === 'post' && ends(subject)(mail));
      if (sent.length === 0) throw new Error(`${subject} went to nobody`);
      return Promise.resolve(sent.flatMap(({ to }) => to));
    },
    told(list, sender) {
      const notices = server.state.sent.filter(
        ({ kind, listId, from, subject }) =>
          kind === 'notice' && listId === list && from.includes('-owner@') && subject.includes(sender),
      );
      if (notices.length === 0) throw new Error(`nobody was told of the post of ${sender}`);
      return Promise.resolve(notices.flatMap(({ to }) => to));
    },
    async mayDecide(list, address) {
      // What Postorius asks before it shows somebody the posts that wait.
      const { status, text } = await rest('GET', `/lists/${list}/moderator/${encodeURIComponent(address)}`);
      if (status === 404) return false;
      expectDone({ status, text }, 'the moderators');
      return true;
    },
    async accept(list, subject) {
      const held = server.state.held.find((each) => each.listId === list && each.subject === subject);
      expectDone(await rest('POST', `/lists/${list}/held/${held?.id ?? 0}`, { action: 'accept' }), subject);
    },
  };
}
