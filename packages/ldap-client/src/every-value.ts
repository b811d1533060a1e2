import { ConnectorError } from '@passerelle/connector-kit';
import type { Entry } from 'ldapts';
import { valuesOf } from './attribute-values.ts';
import type { Session } from './session.ts';

/**
 * All values of an attribute. Active Directory hands out long lists in pieces, as `member;range=0-1499`, the last one as `member;range=1500-*`
 * (MS-ADTS 3.1.1.3.1.3.3): the rest is asked for, piece by piece.
 * @throws ConnectorError
 */
export async function* everyValue(session: Session, entry: Entry, attribute: string): AsyncGenerator<string> {
  yield* valuesOf(entry).text(attribute);
  const range = new RegExp(`^${attribute.replace(/[^\w-]/g, '')};range=\\d+-(\\d+|\\*)$`, 'i');
  let piece: Entry = entry;
  for (;;) {
    const name: string | undefined = Object.keys(piece).find((key) => range.test(key));
    if (name === undefined) return;
    yield* valuesOf(piece).text(name);
    const last = range.exec(name)?.[1];
    if (last === undefined || last === '*') return;
    const next = await session.entry({
      name: 'read the rest of a group',
      base: entry.dn,
      filter: '(objectClass=*)',
      attributes: [`${attribute};range=${Number(last) + 1}-*`],
    });
    if (next === null) {
      throw new ConnectorError({
        code: 'unexpected-answer',
        retry: 'backoff',
        scope: 'target',
        request: `${session.platform}: read the rest of a group`,
        detail: `${entry.dn} is gone while it was being read`,
      });
    }
    piece = next;
  }
}
