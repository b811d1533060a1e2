import { createServer, type Server, type Socket } from 'node:net';
import { findList } from '../lists/list-view.ts';
import type { Platform } from '../platform.ts';
import type { MailingList } from '../state.ts';
import { takeMail } from './deliver.ts';
import { parseMail } from './incoming-mail.ts';

export interface Lmtp {
  readonly port: number;
  stop(): Promise<void>;
}

/** One connection of a mail server that brings mails (RFC 2033). */
const converse = (platform: Platform, socket: Socket): void => {
  let lists: MailingList[] = [];
  let data: string | null = null;
  let rest = '';
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
  };
  const finish = (raw: string): void => {
    const mail = parseMail(raw);
    // One answer per recipient, and always yes: what becomes of the mail is decided behind it.
    for (const list of lists) {
      takeMail(platform, list, mail);
      say('250 Ok');
    }
    lists = [];
  };
  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'LHLO') say('250 sandbox');
    else if (verb === 'MAIL') say('250 Ok');
    else if (verb === 'RCPT') {
      const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
      const list = address.includes('@') ? findList(platform, address) : undefined;
      if (list !== undefined) lists.push(list);
      say(list === undefined ? '550 Requested action not taken: mailbox unavailable' : '250 Ok');
    } else if (verb === 'DATA') {
      data = lists.length === 0 ? null : '';
      say(data === null ? '503 Error: need RCPT command' : '354 End data with <CR><LF>.<CR><LF>');
    } else if (verb === 'RSET' || verb === 'NOOP') say('250 Ok');
    else if (verb === 'QUIT') socket.end('221 Bye\r\n');
    else say('502 Error: command not implemented');
  };
  const take = (line: string): void => {
    if (data === null) {
      command(line);
      return;
    }
    if (line !== '.') {
      data += `${line.startsWith('..') ? line.slice(1) : line}\r\n`;
      return;
    }
    const raw = data;
    data = null;
    finish(raw);
  };
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    rest += String(chunk);
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      take(line);
    }
  });
  say('220 sandbox GNU Mailman LMTP runner');
};

const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

/** Takes mails as Mailman's LMTP runner does, on any free port of the loopback. */
export const startLmtp = async (platform: Platform): Promise<Lmtp> => {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    converse(platform, socket);
  });
  const port = await listening(server);
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
};
