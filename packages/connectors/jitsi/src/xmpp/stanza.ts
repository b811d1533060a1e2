/** What a probe needs to see of XMPP answers, no more: whole elements that follow one another, without nesting of the same name. */
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
const unescapeXml = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|apos);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? '',
  );

/** The first element of that name, with what is in it. Null: there is none. */
export const elementOf = (xml: string, name: string): string | null =>
  new RegExp(`<${name}(?=[\\s/>])(?:[^>]*/>|[\\s\\S]*?</${name}>)`).exec(xml)?.[0] ?? null;

/** Every element of that name, in order. */
export const elementsOf = (xml: string, name: string): readonly string[] =>
  xml.match(new RegExp(`<${name}(?=[\\s/>])(?:[^>]*/>|[\\s\\S]*?</${name}>)`, 'g')) ?? [];

/** An attribute of an element's own opening tag. */
export function attributeOf(element: string, name: string): string | null {
  const tag = /^<[^>]*>/.exec(element)?.[0] ?? '';
  const value = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return value === null ? null : unescapeXml(value[1] ?? value[2] ?? '');
}

/** The text inside an element without children. */
export const textOf = (element: string): string => unescapeXml(element.replace(/^<[^>]*>|<\/[^>]*>$/g, ''));
