import { DavRefusal } from '../files/dav-answer.ts';
import { objectProperties } from './collection-properties.ts';
import { hrefOf, homePath } from './home-address.ts';
import { collectionAt, type HomeCall } from './home.ts';
import type { DavItem } from './multistatus.ts';
import { clark } from './namespaces.ts';
import { componentsIn } from './object-data.ts';
import { askedFor, item } from './propfind.ts';
import type { XmlElement } from './xml-tree.ts';

const notServed = (what: string): DavRefusal =>
  new DavRefusal(501, 'Sabre\\DAV\\Exception\\NotImplemented', `${what} is not served by this stand-in`);

/** The component that a calendar-query asks for; null: all. Conditions on times and texts are beyond this stand-in, and said so. */
const componentIn = (element: XmlElement): string | null => {
  let wanted: string | null = null;
  const walk = ({ name, attributes, children }: XmlElement): void => {
    const isPlain = name === clark('cal', 'comp-filter') || name === clark('cal', 'filter');
    if (!isPlain) throw notServed(name);
    const component = attributes['name'];
    if (component !== undefined && component !== 'VCALENDAR') wanted = component;
    for (const child of children) walk(child);
  };
  for (const child of element.children) if (child.name === clark('cal', 'filter')) walk(child);
  return wanted;
};

const conditionsIn = (element: XmlElement): void => {
  const filter = element.children.find(({ name }) => name === clark('card', 'filter'));
  if ((filter?.children.length ?? 0) > 0) throw notServed('a condition in an addressbook-query');
};

/** REPORT on a calendar or an address book: many objects by their addresses, or all of a kind. */
export const report = (call: HomeCall): DavItem[] => {
  const { kind, path } = call;
  const { collection, name: seenName } = collectionAt(call);
  const root = call.xml();
  if (root === null) throw new DavRefusal(400, 'Sabre\\DAV\\Exception\\BadRequest', 'The body is no XML');
  const asked = askedFor(call);
  const tell = (name: string): DavItem => {
    const object = collection.objects.get(name);
    const href = hrefOf(kind, path.uid, seenName, name);
    return object === undefined
      ? { href, found: null, missing: [] }
      : item(href, objectProperties(kind, object), asked);
  };
  const [multiget, query] =
    kind === 'calendar'
      ? [clark('cal', 'calendar-multiget'), clark('cal', 'calendar-query')]
      : [clark('card', 'addressbook-multiget'), clark('card', 'addressbook-query')];
  if (root.name === multiget) {
    const hrefs = root.children.filter(({ name }) => name === clark('d', 'href')).map(({ text }) => text.trim());
    return hrefs.map((href) => {
      const below =
        href
          .split('/remote.php/dav/')[1]
          ?.split('/')
          .slice(kind === 'calendar' ? 1 : 2) ?? [];
      const { collection: of, object } = homePath(below.join('/'));
      return of === seenName && object !== null ? tell(object) : { href, found: null, missing: [] };
    });
  }
  if (root.name !== query) throw notServed(root.name);
  if (kind === 'addressbook') {
    conditionsIn(root);
    return [...collection.objects.keys()].map(tell);
  }
  const component = componentIn(root);
  return [...collection.objects]
    .filter(([, { data }]) => component === null || componentsIn(data).includes(component))
    .map(([name]) => tell(name));
};
