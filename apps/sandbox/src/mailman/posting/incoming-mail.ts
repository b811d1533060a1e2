/** A mail as it comes in: the addresses that count as its sender, and what is looked at before it goes on. */
export interface IncomingMail {
  /** `From`, `Reply-To` and `Sender`, in lower case, each once: whoever of them is a member is enough (`sender_headers`). */
  readonly senders: readonly string[];
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  /** A list's own mark on a mail that it has sent already. */
  readonly listPost: string | null;
  readonly text: string;
  /** Length of the whole mail in bytes. */
  readonly bytes: number;
}

const addressesIn = (header: string): readonly string[] =>
  [...header.matchAll(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/g)].map(([address]) => address.toLowerCase());

const decoded = (subject: string): string =>
  subject.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, how: string, text: string) =>
    how.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString('utf8')
      : Buffer.from(
          text
            .replaceAll('_', ' ')
            .replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
          'latin1',
        ).toString('utf8'),
  );

/** Reads a mail in the form of RFC 5322; folded headers are unfolded. */
export const parseMail = (raw: string): IncomingMail => {
  const text = raw.replaceAll('\r\n', '\n');
  const end = text.indexOf('\n\n');
  const head = (end < 0 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ');
  const headers = new Map<string, string>();
  for (const line of head.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const header = (name: string): string => headers.get(name) ?? '';
  const senders = ['from', 'reply-to', 'sender'].flatMap((name) => addressesIn(header(name)));
  return {
    senders: [...new Set(senders)],
    to: [...addressesIn(header('to')), ...addressesIn(header('cc'))],
    subject: decoded(header('subject')),
    messageId: header('message-id') === '' ? '<none@sandbox.invalid>' : header('message-id'),
    listPost: headers.get('list-post') ?? null,
    text: end < 0 ? '' : text.slice(end + 2),
    bytes: Buffer.byteLength(raw),
  };
};
