import { createServer, type Server, type Socket } from 'node:net';

/** A mail that somebody sent here. */
export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and text. */
  readonly raw: string;
}

export interface MailSink {
  readonly port: number;
  readonly mails: readonly SunkMail[];
  /** Waits until a mail that fits has come. @throws Error after `timeoutMs` milliseconds without */
  next(fits: (mail: SunkMail) => boolean, timeoutMs?: number): Promise<SunkMail>;
  stop(): Promise<void>;
}

const between = (line: string): string => /<([^>]*)>/.exec(line)?.[1]?.toLowerCase() ?? '';

const converse = (socket: Socket, take: (mail: SunkMail) => void): void => {
  let rest = '';
  let from = '';
  let to: string[] = [];
  let data: string[] | null = null;
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
  };
  const line = (text: string): void => {
    if (data !== null) {
      if (text !== '.') {
        data.push(text.startsWith('..') ? text.slice(1) : text);
        return;
      }
      take({ from, to, raw: data.join('\n') });
      data = null;
      to = [];
      say('250 taken');
      return;
    }
    const verb = text.slice(0, 4).toUpperCase();
    if (verb === 'MAIL') from = between(text);
    if (verb === 'RCPT') to.push(between(text));
    if (verb === 'DATA') {
      data = [];
      say('354 go on');
    } else if (verb === 'QUIT') socket.end('221 bye\r\n');
    else say('250 ok');
  };
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    rest += String(chunk);
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const text = rest.slice(0, end);
      rest = rest.slice(end + 2);
      line(text);
    }
  });
  say('220 sink');
};

const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

interface Waiting {
  readonly fits: (mail: SunkMail) => boolean;
  readonly found: (mail: SunkMail) => void;
}

/** Takes every mail over SMTP and keeps it. */
export const startMailSink = async (): Promise<MailSink> => {
  const mails: SunkMail[] = [];
  const waiting = new Set<Waiting>();
  const open = new Set<Socket>();
  const take = (mail: SunkMail): void => {
    mails.push(mail);
    for (const each of waiting) if (each.fits(mail)) each.found(mail);
  };
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    converse(socket, take);
  });
  const port = await listening(server);
  return {
    port,
    mails,
    next(fits, timeoutMs = 120_000) {
      const there = mails.find(fits);
      if (there !== undefined) return Promise.resolve(there);
      return new Promise((resolve, reject) => {
        const told = mails.map(({ from, to }) => `${from} > ${to.join(' ')}`).join('; ');
        const entry: Waiting = {
          fits,
          found(mail) {
            clearTimeout(timer);
            waiting.delete(entry);
            resolve(mail);
          },
        };
        const timer = setTimeout(() => {
          waiting.delete(entry);
          reject(new Error(`no such mail within ${timeoutMs / 1000} s; there were: ${told || 'none'}`));
        }, timeoutMs);
        waiting.add(entry);
      });
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
};
