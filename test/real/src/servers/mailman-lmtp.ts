import { once } from 'node:events';
import { connect } from 'node:net';

export interface MailToPost {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text?: string;
}

/** How a mail's `Message-ID` begins: by that it is known wherever it goes. */
export const slugOf = (subject: string): string => subject.replace(/\W+/g, '-');

/** Brings one mail to a list over LMTP, as a mail server does (RFC 2033). @throws Error where it is not taken */
export async function bring(port: number, { from, to, subject, text = 'Bonjour.' }: MailToPost): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setEncoding('utf8');
  const replies: string[] = [];
  const waiters: ((reply: string) => void)[] = [];
  let rest = '';
  socket.on('data', (chunk) => {
    rest += String(chunk);
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      // The last line of a reply has a blank behind its number.
      if (line[3] === '-') continue;
      const waiter = waiters.shift();
      if (waiter === undefined) replies.push(line);
      else waiter(line);
    }
  });
  const reply = (): Promise<string> => {
    const known = replies.shift();
    return known === undefined ? new Promise((resolve) => waiters.push(resolve)) : Promise.resolve(known);
  };
  const expect = async (code: string, sent?: string): Promise<void> => {
    if (sent !== undefined) socket.write(`${sent}\r\n`);
    const told = await reply();
    if (!told.startsWith(code)) throw new Error(`LMTP: ${sent ?? 'greeting'} was answered ${told}`);
  };
  try {
    await expect('220');
    await expect('250', 'LHLO test.example');
    await expect('250', `MAIL FROM:<${from}>`);
    await expect('250', `RCPT TO:<${to}>`);
    await expect('354', 'DATA');
    const id = `${slugOf(subject)}.${performance.now()}@test.example`;
    const head = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${id}>`];
    await expect('250', [...head, '', text, '.'].join('\r\n'));
    await expect('221', 'QUIT');
  } finally {
    socket.destroy();
  }
}
