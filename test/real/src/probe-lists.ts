import { vi } from 'vitest';
import { z } from 'zod';
import type { Fate, ListSite } from '../../faults/src/probe/tools/list.ts';
import { bring, slugOf } from './servers/mailman-lmtp.ts';
import type { MailSink, SunkMail } from './servers/mailman-sink.ts';
import type { RealMailman } from './servers/mailman.ts';

/** Mails are decided on one after the other, a second or so after they came. */
const patience = { timeout: 240_000, interval: 500 };
const heldSchema = z.object({
  entries: z.array(z.object({ request_id: z.number(), subject: z.string() })).default([]),
});

const rosterSchema = z.object({ entries: z.array(z.object({ email: z.string() })).default([]) });

/** The lists of a real Mailman: mails come in over LMTP, and what it sends lands in an SMTP server of ours. */
export function realLists(server: RealMailman, sink: MailSink): ListSite {
  const addressOf = (list: string): string => list.replace('.', '@');
  const headersOf = ({ raw }: SunkMail): string => raw.slice(0, raw.indexOf('\n\n'));
  const posted = (subject: string): readonly SunkMail[] =>
    sink.mails.filter((mail) => {
      const headers = headersOf(mail);
      return /^List-Id:/m.test(headers) && new RegExp(`^Message-ID: <${slugOf(subject)}\\.`, 'im').test(headers);
    });
  // Everybody asks at once: one answer a quarter of a second is enough for all.
  let asked: { readonly list: string; readonly at: number; readonly held: ReturnType<typeof ask> } | null = null;
  const ask = async (list: string) => heldSchema.parse((await server.rest('GET', `/lists/${list}/held`)).body).entries;
  const heldIn = (list: string): ReturnType<typeof ask> => {
    const now = performance.now();
    if (asked === null || asked.list !== list || now - asked.at > 250) asked = { list, at: now, held: ask(list) };
    return asked.held;
  };
  const requestFor = async (list: string, subject: string): Promise<number | null> =>
    (await heldIn(list)).find((each) => each.subject === subject)?.request_id ?? null;
  const administratorsOf = async (list: string): Promise<number> => {
    const emails = new Set<string>();
    for (const role of ['owner', 'moderator']) {
      const { body } = await server.rest('GET', `/lists/${list}/roster/${role}`);
      for (const { email } of rosterSchema.parse(body).entries) emails.add(email);
    }
    return emails.size;
  };
  const told = new Map<string, Promise<readonly string[]>>();
  const next = (fits: (mail: SunkMail) => boolean): Promise<SunkMail> => sink.next(fits, patience.timeout);
  /**
   * Mailman writes its notice to the list's own `-owner` address, and expects the mail server to bring it back: only then it goes to whoever moderates. (The
   * one that tells the sender goes to the sender.)
   */
  const tell = async (list: string, sender: string): Promise<readonly string[]> => {
    const owner = addressOf(list).replace('@', '-owner@');
    const mail = await next(({ to, raw }) => to.includes(owner) && raw.includes(sender));
    const text = mail.raw.replaceAll(/^\./gm, '..').replaceAll('\n', '\r\n');
    await bring(server.lmtpPort, { from: mail.from, to: owner, subject: `${sender} waits`, text });
    // One mail or several, as Mailman sees fit; without anybody who looks after the list, the server's owner is told.
    const expected = Math.max(1, await administratorsOf(list));
    return vi.waitFor(() => {
      const copies = sink.mails.filter(
        ({ to, raw }) => !to.includes(owner) && !to.includes(sender) && raw.includes(`${sender} waits`),
      );
      const reached = [...new Set(copies.flatMap(({ to }) => to))];
      if (reached.length < expected) throw new Error(`${reached.length} of ${expected} were told of ${sender}`);
      return reached;
    }, patience);
  };
  return {
    async post({ from, list, subject }) {
      await bring(server.lmtpPort, { from, to: addressOf(list), subject });
      return vi.waitFor(async (): Promise<Fate> => {
        if (posted(subject).length > 0) return 'distributed';
        if ((await requestFor(list, subject)) !== null) return 'held';
        throw new Error(`nothing has become of ${subject}`);
      }, patience);
    },
    async receivers(subject) {
      const mails = await vi.waitFor(() => {
        const found = posted(subject);
        if (found.length === 0) throw new Error(`${subject} went to nobody`);
        return found;
      }, patience);
      return mails.flatMap(({ to }) => to);
    },
    async told(list, sender) {
      const notice = told.get(sender) ?? tell(list, sender);
      told.set(sender, notice);
      return notice;
    },
    async mayDecide(list, address) {
      // What Postorius asks before it shows somebody the posts that wait.
      try {
        await server.rest('GET', `/lists/${list}/moderator/${encodeURIComponent(address)}`);
        return true;
      } catch (error) {
        if (error instanceof Error && / 404 /.test(error.message)) return false;
        throw error;
      }
    },
    async accept(list, subject) {
      const request = await requestFor(list, subject);
      if (request === null) throw new Error(`${subject} is not held`);
      await server.rest('POST', `/lists/${list}/held/${request}`, { action: 'accept' });
    },
  };
}
