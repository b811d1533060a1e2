import type { Call, Check } from '@passerelle/connector-kit';
import { readQueues, readSection, readSections } from '../client/system.ts';
import type { Session } from '../session.ts';
import { finding, ok } from './finding.ts';

async function* checkTransport(session: Session, call: Call): AsyncGenerator<Check> {
  const mta = await readSection(session, call, 'mta');
  if (mta === null) {
    yield finding('incoming', 'unknown', ['incoming.unknown', 'incoming.remedy']);
    return;
  }
  const [lmtp, smtp] = [
    `${mta['lmtp_host'] ?? '?'}:${mta['lmtp_port'] ?? '?'}`,
    `${mta['smtp_host'] ?? '?'}:${mta['smtp_port'] ?? '?'}`,
  ];
  if ((mta['incoming'] ?? '').includes('NullMTA')) {
    yield finding('incoming', 'warning', ['incoming.null', 'incoming.remedy'], { lmtp });
  } else yield ok('incoming', 'incoming.ok', { lmtp });
  yield ok('outgoing', 'outgoing.ok', { smtp });
}

async function* checkSite(session: Session, call: Call): AsyncGenerator<Check> {
  const site = await readSection(session, call, 'mailman');
  const owner = site?.['site_owner'] ?? '';
  if (/^changeme@|@example\.(?:com|org|net)$/.test(owner)) {
    yield finding('site-owner', 'warning', ['site-owner.example', 'site-owner.remedy'], { owner });
  } else if (owner !== '') yield ok('site-owner', 'site-owner.ok', { owner });
}

async function* checkArchivers(session: Session, call: Call): AsyncGenerator<Check> {
  if (session.config.archives === 'never') return;
  const names = (await readSections(session, call)).filter(
    (name) => name.startsWith('archiver.') && name !== 'archiver.master',
  );
  const on: string[] = [];
  for (const name of names) {
    if ((await readSection(session, call, name))?.['enable'] === 'yes') on.push(name.slice('archiver.'.length));
  }
  if (on.length === 0) yield finding('archiver', 'warning', ['archiver.none', 'archiver.remedy']);
  else yield ok('archiver', 'archiver.ok', { archivers: on.join(', ') });
}

/** Mails that Mailman could not deal with lie in `shunt` and `bad` until somebody looks. */
async function* checkQueues(session: Session, call: Call): AsyncGenerator<Check> {
  const queues = await readQueues(session, call);
  const stuck = (queues.get('shunt') ?? 0) + (queues.get('bad') ?? 0);
  const waiting = (queues.get('out') ?? 0) + (queues.get('retry') ?? 0);
  if (stuck > 0) yield finding('queues', 'warning', ['queues.stuck', 'queues.stuck.remedy'], { count: stuck });
  else if (waiting > 100)
    yield finding('queues', 'warning', ['queues.waiting', 'queues.waiting.remedy'], { count: waiting });
  else yield ok('queues', 'queues.ok');
}

/** How mails come in and go out, as far as the REST interface tells. */
export async function* checkMail(session: Session, call: Call): AsyncGenerator<Check> {
  yield* checkTransport(session, call);
  yield* checkSite(session, call);
  yield* checkArchivers(session, call);
  yield* checkQueues(session, call);
}
