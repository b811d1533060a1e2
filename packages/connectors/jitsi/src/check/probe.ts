import type { Call, Check } from '@passerelle/connector-kit';
import type { Session } from '../session.ts';
import { tokenFor } from '../token/token-for.ts';
import { joinRoom, type JoinAnswer } from '../xmpp/join-room.ts';
import { finding, ok } from './findings.ts';
import { trying, why, type Tried } from './trying.ts';

/** Prosody's words for a refused token, and which of our texts says what to do. */
const refusals: readonly (readonly [words: RegExp, code: string])[] = [
  [/'iss' claim/, 'refused.issuer'],
  [/'aud' claim/, 'refused.audience'],
  [/by exp|by nbf/, 'refused.clock'],
  [/signature|verification key/i, 'refused.signature'],
  [/incorrect alg|'kid' claim|public key|RS family/, 'refused.algorithm'],
  [/mismatched/, 'refused.domain'],
];

/**
 * Whether everybody becomes a moderator: joins an empty room as a member and looks what that makes it. And whether one comes in without a token.
 * Without a BOSH address nothing can be seen from outside, and the remedy says which lines to look at.
 */
export async function* checkProbe(session: Session, call: Call): AsyncGenerator<Check> {
  if (session.config.bosh === undefined) {
    yield finding('moderators', 'unknown', 'moderators.unknown');
    yield finding('tokenless', 'unknown', 'tokenless.unknown');
    return;
  }
  const { context, settings, signing } = session;
  const room = `passerelle-doctor-${Buffer.from(context.random(6)).toString('hex')}`;
  const visitor = { kind: 'guest', id: 'passerelle-doctor', name: 'Passerelle' } as const;
  const token = await tokenFor({ visitor, room, level: 'join', now: context.now() }, settings, signing);
  const join = (presented: string | null, bosh: string): Promise<Tried<JoinAnswer>> =>
    trying(() =>
      joinRoom({
        http: context.http,
        call,
        url: bosh,
        domain: settings.domain,
        rooms: session.rooms,
        room,
        token: presented,
        asksFocus: true,
        firstId: 1 + (Buffer.from(context.random(4)).readUInt32BE() % 1_000_000_000),
        now: context.now(),
      }),
    );
  const { bosh } = session.config;
  const member = await join(token, bosh);
  if ('error' in member) {
    yield finding('moderators', 'unknown', 'moderators.unreached', { why: why(member.error) });
    yield finding('tokenless', 'unknown', 'tokenless.unknown');
    return;
  }
  yield ofMember(member.value, session);
  yield ofTokenless(await join(null, bosh));
}

function ofMember(answer: JoinAnswer, { redact, settings }: Session): Check {
  if (answer.as === 'silent') return finding('moderators', 'problem', 'refused.silent');
  if (answer.as === 'joined') {
    const { affiliation, role } = answer;
    if (affiliation === 'member' && role === 'participant') return ok('moderators', 'moderators.ok');
    const isModerator = role === 'moderator' || affiliation === 'owner' || affiliation === 'admin';
    return finding(
      'moderators',
      isModerator ? 'problem' : 'warning',
      isModerator ? 'moderators.everybody' : 'moderators.none',
      { affiliation, role },
    );
  }
  if (answer.condition === 'room-does-not-exist') return finding('moderators', 'unknown', 'moderators.noFocus');
  const known = refusals.find(([words]) => words.test(answer.text))?.[1];
  const words = redact(answer.text === '' ? answer.condition : answer.text);
  return finding('moderators', 'problem', known ?? 'refused.other', {
    words,
    issuer: settings.issuer,
    audience: settings.audience,
    domain: settings.domain,
  });
}

function ofTokenless(tried: Tried<JoinAnswer>): Check {
  if ('error' in tried) return finding('tokenless', 'unknown', 'tokenless.unknown');
  return tried.value.as === 'refused' && tried.value.at === 'connection'
    ? ok('tokenless', 'tokenless.ok')
    : tried.value.as === 'silent'
      ? finding('tokenless', 'unknown', 'tokenless.unknown')
      : finding('tokenless', 'problem', 'tokenless.open');
}
