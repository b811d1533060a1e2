import { randomUUID } from 'node:crypto';
import { connectTo, enterRoom, openRoom, type Platform } from '../platform.ts';
import type { Claims } from '../verify-token.ts';
import { attribute, xml } from './elements.ts';

interface Session {
  readonly id: string;
  readonly token: string | null;
  claims: Claims | null;
  isLoggedIn: boolean;
  readonly rooms: Set<string>;
}

const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl';
const body = (content: string, attributes = ''): string =>
  `<body xmlns='http://jabber.org/protocol/httpbind' xmlns:stream='http://etherx.jabber.org/streams'${attributes}>${content}</body>`;
const ended = (condition: string): string => body('', ` type='terminate' condition='${condition}'`);

export interface BoshServer {
  /** The answer to one request. `token`: from the query of the session's first one. */
  answer(request: string, token: string | null): Promise<string>;
}

/** As much of XMPP over BOSH as joining a room takes: log in, bind, ask Jicofo for the room, go in, leave. Nothing is held back. */
export function boshServer(platform: Platform): BoshServer {
  const sessions = new Map<string, Session>();

  const logIn = async (session: Session): Promise<string> => {
    const connected = await connectTo(platform, session.token);
    if ('claims' in connected) {
      Object.assign(session, { claims: connected.claims, isLoggedIn: true });
      return body(`<success xmlns='${sasl}'/>`);
    }
    if (connected.answer === 'crashed') return body('');
    const { condition, text } = connected;
    return body(`<failure xmlns='${sasl}'><${condition}/><text>${xml(text)}</text></failure>`);
  };

  const join = async (session: Session, request: string): Promise<string> => {
    const to = attribute(request, 'presence', 'to') ?? '';
    const room = to.slice(0, Math.max(0, to.indexOf('@'))).toLowerCase();
    if (!session.isLoggedIn || room === '') return body('');
    const decision = await enterRoom(platform, room, session.id, session.claims);
    if (decision.answer === 'joined') {
      session.rooms.add(room);
      const item = `<item affiliation='${decision.affiliation}' role='${decision.role}'/><status code='110'/>`;
      return body(
        `<presence xmlns='jabber:client' from='${xml(to)}'><x xmlns='http://jabber.org/protocol/muc#user'>${item}</x></presence>`,
      );
    }
    if (decision.answer === 'crashed') return body('');
    const own = decision.condition === 'not-allowed' ? '' : `<${decision.condition} xmlns='http://jitsi.org/jitmeet'/>`;
    const error = `<error type='cancel'><not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text>${xml(decision.text)}</text>${own}</error>`;
    return body(`<presence xmlns='jabber:client' from='${xml(to)}' type='error'>${error}</presence>`);
  };

  const query = async (session: Session, request: string): Promise<string> => {
    const id = xml(attribute(request, 'iq', 'id') ?? '');
    const room = attribute(request, 'conference', 'room');
    if (room !== null && session.isLoggedIn) {
      const refused = await openRoom(platform, room.slice(0, Math.max(0, room.indexOf('@'))).toLowerCase());
      if (refused !== null) {
        const error = `<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text>${xml(refused.message)}</text><reservation-error xmlns='http://jitsi.org/protocol/focus' error-code='${refused.code}'/></error>`;
        return body(`<iq xmlns='jabber:client' type='error' id='${id}'>${error}</iq>`);
      }
      return body(
        `<iq xmlns='jabber:client' type='result' id='${id}'><conference xmlns='http://jitsi.org/protocol/focus' ready='true'/></iq>`,
      );
    }
    if (!session.isLoggedIn || !request.includes('<bind'))
      return body(`<iq xmlns='jabber:client' type='error' id='${id}'/>`);
    const jid = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>${session.id}@${platform.domain}/1</jid></bind>`;
    return body(`<iq xmlns='jabber:client' type='result' id='${id}'>${jid}</iq>`);
  };

  return {
    async answer(request, token) {
      const sid = attribute(request, 'body', 'sid');
      if (sid === null) {
        if (attribute(request, 'body', 'to') !== platform.domain) return ended('host-unknown');
        const session: Session = { id: randomUUID(), token, claims: null, isLoggedIn: false, rooms: new Set() };
        sessions.set(session.id, session);
        const features = `<stream:features><mechanisms xmlns='${sasl}'><mechanism>ANONYMOUS</mechanism></mechanisms></stream:features>`;
        return body(features, ` sid='${session.id}' wait='5' hold='1' ver='1.6'`);
      }
      const session = sessions.get(sid);
      if (session === undefined) return ended('item-not-found');
      if (attribute(request, 'body', 'type') === 'terminate') {
        sessions.delete(sid);
        for (const room of session.rooms) platform.rooms.leave(room, session.id);
        return ended('');
      }
      if (request.includes('<auth')) return logIn(session);
      if (attribute(request, 'body', 'xmpp:restart') === 'true')
        return body(`<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>`);
      if (request.includes('<iq')) return query(session, request);
      return request.includes('<presence') ? join(session, request) : body('');
    },
  };
}
