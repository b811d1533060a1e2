import { openBosh, SessionEnded, type Bosh, type BoshOptions } from './bosh.ts';
import { attributeOf, elementOf, elementsOf, escapeXml, textOf } from './stanza.ts';

export interface JoinAttempt extends BoshOptions {
  /** Domain of the rooms: `conference.meet.example.org`. */
  readonly rooms: string;
  /** Asks Jicofo to open the room first, as Jitsi's web interface does. */
  readonly asksFocus: boolean;
}

export type JoinAnswer =
  /** In the room, as what. */
  | { readonly as: 'joined'; readonly affiliation: string; readonly role: string }
  /** The token (or its absence) was refused, at the connection or at the room's door. */
  | { readonly as: 'refused'; readonly at: 'connection' | 'room'; readonly condition: string; readonly text: string }
  /** The server answered nothing that can be understood: its plugin has crashed. */
  | { readonly as: 'silent' };

const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl';
/** Empty answers after which nothing more is expected. */
const patience = 4;

/** Goes in as somebody with this token would, looks what it is there, and leaves. @throws ConnectorError where the server cannot be spoken to */
export async function joinRoom(attempt: JoinAttempt): Promise<JoinAnswer> {
  const bosh = await openBosh(attempt);
  try {
    const refused = await logIn(bosh);
    if (refused !== null) return refused;
    await bosh.send('', 'restart');
    const bound = await answerTo(
      bosh,
      `<iq xmlns='jabber:client' type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`,
      'iq',
    );
    if (bound === null) return { as: 'silent' };
    return await enter(bosh, attempt);
  } finally {
    await bosh.end();
  }
}

async function logIn(bosh: Bosh): Promise<JoinAnswer | null> {
  let answer: string;
  try {
    answer = await bosh.send(`<auth xmlns='${sasl}' mechanism='ANONYMOUS'/>`);
    for (let empty = 0; empty < patience && !/<(?:success|failure)[\s/>]/.test(answer); empty += 1)
      answer = await bosh.send('');
  } catch (error) {
    // Jitsi's plugin answers nothing at all when a token's key is unknown to it: Prosody ends the session.
    if (error instanceof SessionEnded) return { as: 'silent' };
    throw error;
  }
  if (elementOf(answer, 'success') !== null) return null;
  const failure = elementOf(answer, 'failure');
  if (failure === null) return { as: 'silent' };
  const text = elementOf(failure, 'text');
  const condition = /^<failure[^>]*>\s*<([a-z-]+)/.exec(failure)?.[1] ?? 'failure';
  return { as: 'refused', at: 'connection', condition, text: text === null ? '' : textOf(text) };
}

async function enter(bosh: Bosh, { room, rooms, domain, asksFocus }: JoinAttempt): Promise<JoinAnswer> {
  const address = escapeXml(`${room}@${rooms}`);
  if (asksFocus) {
    const conference = `<conference xmlns='http://jitsi.org/protocol/focus' room='${address}' machine-uid='passerelle'/>`;
    await answerTo(
      bosh,
      `<iq xmlns='jabber:client' type='set' id='focus' to='${escapeXml(`focus.${domain}`)}'>${conference}</iq>`,
      'iq',
    );
  }
  const presence = await answerTo(
    bosh,
    `<presence xmlns='jabber:client' to='${address}/passerelle'><x xmlns='http://jabber.org/protocol/muc'/></presence>`,
    'presence',
    (element) =>
      element.includes("code='110'") || element.includes('code="110"') || attributeOf(element, 'type') === 'error',
  );
  if (presence === null) return { as: 'silent' };
  if (attributeOf(presence, 'type') === 'error') {
    const error = elementOf(presence, 'error') ?? '';
    const condition = error.includes('<room-does-not-exist')
      ? 'room-does-not-exist'
      : (/^<error[^>]*>\s*<([a-z-]+)/.exec(error)?.[1] ?? 'error');
    const text = elementOf(error, 'text');
    return { as: 'refused', at: 'room', condition, text: text === null ? '' : textOf(text) };
  }
  const item = elementOf(presence, 'item') ?? '';
  return {
    as: 'joined',
    affiliation: attributeOf(item, 'affiliation') ?? 'none',
    role: attributeOf(item, 'role') ?? 'none',
  };
}

/** Sends, and waits for the element of that name that answers. */
async function answerTo(
  bosh: Bosh,
  stanza: string,
  name: string,
  fits: (element: string) => boolean = () => true,
): Promise<string | null> {
  let answer = await bosh.send(stanza);
  for (let empty = 0; ; empty += 1) {
    const found = elementsOf(answer, name).find(fits);
    if (found !== undefined) return found;
    if (empty === patience) return null;
    answer = await bosh.send('');
  }
}
