import { randomBytes } from 'node:crypto';
import { startHttpHost } from '../http-host.ts';
import type { StandIn } from '../stand-in.ts';
import { readStateFile, stateFile } from '../state-file.ts';
import { endpoints } from './endpoints.ts';
import { findList } from './lists/list-view.ts';
import type { MailmanOptions } from './options.ts';
import type { Platform } from './platform.ts';
import { takeMail } from './posting/deliver.ts';
import type { Decision } from './posting/decide.ts';
import { parseMail } from './posting/incoming-mail.ts';
import { startLmtp } from './posting/start-lmtp.ts';
import { snapshotOf, stateFrom } from './snapshot.ts';
import { emptyState, type MailmanState } from './state.ts';
import { dispatch } from './transport/dispatch.ts';
import { requestLog, type RequestLog } from './transport/request-log.ts';

export type { MailmanOptions } from './options.ts';
export type { Decision } from './posting/decide.ts';
export type { HeldMessage, MailmanState, Member, SentMail } from './state.ts';
export type { LoggedRequest, RequestLog } from './transport/request-log.ts';

/** A running Mailman core that isn't one, with what a test or the sandbox may do behind its back. */
export interface MailmanStandIn extends StandIn {
  readonly name: 'mailman';
  /** Everything that it knows, to set up and to look at. Call `changed` after writing to it. */
  readonly state: MailmanState;
  readonly log: RequestLog;
  /** Port on the loopback that takes mails over LMTP; 0 where there is none. */
  readonly lmtpPort: number;
  /**
   * Takes a mail in the form of RFC 5322 for a list, as over LMTP, and says what became of it.
   * @param list its id or its address
   * @throws Error where there is no such list
   */
  post(list: string, mail: string): Decision;
  changed(): void;
}

const waited = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Milliseconds, as measured on 3.3.8 with SQLite (facts, identity.md §5). */
const pace = (method: string): number => (method === 'GET' ? 6 : 15);

/** Starts a server that speaks the REST interface of Mailman core 3.3.8 on the loopback, and takes and delivers mails. */
export const startMailman = async (options: MailmanOptions): Promise<MailmanStandIn> => {
  const kept = options.stateFile === undefined ? null : await readStateFile(options.stateFile);
  const state = kept === null ? emptyState() : stateFrom(kept);
  for (const mailHost of options.domains ?? []) {
    if (!state.domains.has(mailHost)) state.domains.set(mailHost, { mailHost, description: null });
  }
  const file =
    options.stateFile === undefined ? null : stateFile('Mailman', options.stateFile, () => snapshotOf(state));
  let url = 'http://127.0.0.1';
  let lmtpPort = 0;
  const platform: Platform = {
    state,
    options,
    url: () => url,
    now: options.now ?? Date.now,
    newId: () => randomBytes(16).toString('hex'),
    lmtpPort: () => lmtpPort,
    changed: () => file?.changed(),
  };
  const { log, record } = requestLog();
  const sleep = options.sleep ?? waited;
  const slow = (method: string): Promise<void> =>
    options.latency === 'recorded' ? sleep(pace(method)) : Promise.resolve();
  const lmtp = options.lmtp === false ? null : await startLmtp(platform);
  lmtpPort = lmtp?.port ?? 0;
  const host = await startHttpHost({
    handler: dispatch({ platform, endpoints, record, slow }),
    middleware: options.middleware,
    port: options.port,
  });
  url = host.url;
  file?.changed();
  return {
    name: 'mailman',
    url,
    state,
    log,
    lmtpPort,
    post(name, mail) {
      const list = findList(platform, name);
      if (list === undefined) throw new Error(`no such list: ${name}`);
      return takeMail(platform, list, parseMail(mail));
    },
    changed: () => platform.changed(),
    stop: async () => {
      await host.stop();
      await lmtp?.stop();
      await file?.close();
    },
  };
};
