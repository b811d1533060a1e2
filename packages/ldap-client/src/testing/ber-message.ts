/** One element in BER: its tag, and where its contents begin and end. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** Null: not all of it has come. */
function elementAt(bytes: Buffer, at: number): Element | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return null;
  const octets = first < 0x80 ? 0 : first & 0x7f;
  if (bytes.length < at + 2 + octets) return null;
  const length = octets === 0 ? first : bytes.readUIntBE(at + 2, octets);
  const start = at + 2 + octets;
  return bytes.length < start + length ? null : { tag, start, end: start + length };
}

/** The first whole message of what has come, and the rest. */
export function takeMessage(bytes: Buffer): { readonly message: Buffer; readonly rest: Buffer } | null {
  const whole = elementAt(bytes, 0);
  return whole === null ? null : { message: bytes.subarray(0, whole.end), rest: bytes.subarray(whole.end) };
}

export interface RequestMessage {
  readonly id: number;
  /** Tag of the operation (RFC 4511 §4.2 and following). */
  readonly operation: number;
  /** `GET` reads, `POST` makes, `PUT` adds or replaces, `DELETE` only takes away: in the words of HTTP, for suites that know only these. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly dn: string;
}

const MODIFY = 0x66;
const ADD = 0x68;
const DELETE = 0x4a;

export function readRequest(message: Buffer): RequestMessage {
  const outer = elementAt(message, 0);
  const id = outer === null ? null : elementAt(message, outer.start);
  const body = id === null ? null : elementAt(message, id.end);
  if (id === null || body === null) throw new Error('not an LDAP message');
  const named = body.tag === DELETE ? body : elementAt(message, body.start);
  const text = named === null ? '' : message.subarray(named.start, named.end).toString('utf8');
  return {
    id: message.readUIntBE(id.start, id.end - id.start),
    operation: body.tag,
    method: methodOf(message, body),
    dn: named?.tag === 0x04 || body.tag === DELETE ? text : '',
  };
}

function methodOf(message: Buffer, body: Element): RequestMessage['method'] {
  if (body.tag === ADD) return 'POST';
  if (body.tag === DELETE) return 'DELETE';
  if (body.tag !== MODIFY) return 'GET';
  const dn = elementAt(message, body.start);
  const changes = dn === null ? null : elementAt(message, dn.end);
  for (let at = changes?.start ?? 0; changes !== null && at < changes.end;) {
    const change = elementAt(message, at);
    const kind = change === null ? null : elementAt(message, change.start);
    // 0 adds, 1 deletes, 2 replaces (RFC 4511 §4.6).
    if (change === null || kind === null || message[kind.start] !== 1) return 'PUT';
    at = change.end;
  }
  return 'DELETE';
}

const answers: Readonly<Record<number, number>> = {
  0x60: 0x61,
  0x63: 0x65,
  0x66: 0x67,
  0x68: 0x69,
  0x4a: 0x6b,
  0x6c: 0x6d,
  0x6e: 0x6f,
  0x77: 0x78,
};

/** The end of a request with a result code below 128, and nothing else. Null: nothing is answered to this operation (unbind, abandon). */
export function resultOf({ id, operation }: RequestMessage, code: number): Buffer | null {
  const tag = answers[operation];
  if (tag === undefined) return null;
  const element = (of: number, contents: Buffer): Buffer => Buffer.concat([Buffer.of(of, contents.length), contents]);
  const number = Buffer.alloc(4);
  number.writeInt32BE(id);
  const result = Buffer.concat([Buffer.of(0x0a, 1, code), Buffer.of(0x04, 0), Buffer.of(0x04, 0)]);
  return element(0x30, Buffer.concat([element(0x02, number), element(tag, result)]));
}
