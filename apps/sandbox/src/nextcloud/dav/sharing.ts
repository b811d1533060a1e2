import { findAccount } from '../accounts.ts';
import { DavRefusal } from '../files/dav-answer.ts';
import type { Platform } from '../platform.ts';
import { writableAt, type HomeCall } from './home.ts';
import { clark } from './namespaces.ts';
import { childOf, type XmlElement } from './xml-tree.ts';

const hrefIn = (element: XmlElement): string => childOf(element, clark('d', 'href'))?.text.trim() ?? '';

/** `principals/groups/x` of an address that can be shared with; null for what the real server passes over in silence. */
const principalIn = (platform: Platform, href: string): string | null => {
  if (!href.startsWith('principal:')) return null;
  const principal = href.slice('principal:'.length);
  const [root, kind, ...rest] = principal.split('/');
  if (root !== 'principals' || rest.length === 0) return null;
  let id = rest.join('/').replaceAll('+', ' ');
  try {
    id = decodeURIComponent(id);
  } catch {
    return null;
  }
  if (kind === 'groups') return platform.state.groups.has(id) ? principal : null;
  return kind === 'users' && findAccount(platform.state, id) !== undefined ? principal : null;
};

/** POST of `oc:share`: what is set first, then what is removed, in one go. An unknown group is answered 200 and nothing is stored (facts §5). */
export const share = (call: HomeCall): void => {
  const { platform } = call;
  const type = call.header('content-type') ?? '';
  const root = /^(?:application|text)\/xml\b/.test(type) ? call.xml() : null;
  if (root?.name !== clark('oc', 'share'))
    throw new DavRefusal(501, 'Sabre\\DAV\\Exception\\NotImplemented', 'There was no plugin in the system that was willing to handle this POST method.'); // prettier-ignore
  const { collection, isOwn } = writableAt(call);
  if (!isOwn) throw new DavRefusal(403, 'Sabre\\DAV\\Exception\\Forbidden');
  for (const each of root.children) {
    const href = hrefIn(each);
    const without = collection.shares.filter(({ principal }) => `principal:${principal}` !== href);
    if (each.name === clark('oc', 'remove')) collection.shares = without;
    if (each.name !== clark('oc', 'set')) continue;
    const principal = principalIn(platform, href);
    if (principal === null || principal === `principals/users/${collection.owner}`) continue;
    const readOnly = childOf(each, clark('oc', 'read-write')) === undefined;
    collection.shares = [...without, { principal, readOnly }];
  }
  platform.changed();
};
