import { XMLParser } from 'fast-xml-parser';

/** An XML element with its names resolved, so that a request in a wrong namespace is not mistaken for a right one. */
export interface XmlElement {
  /** `{DAV:}prop`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: true,
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const attributesOf = (node: Readonly<Record<string, unknown>>): Record<string, string> => {
  const given = node[':@'];
  return isObject(given) ? Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)])) : {};
};

const elementsIn = (nodes: unknown, known: ReadonlyMap<string, string>): { elements: XmlElement[]; text: string } => {
  const elements: XmlElement[] = [];
  let text = '';
  for (const node of Array.isArray(nodes) ? nodes : []) {
    if (!isObject(node)) continue;
    if ('#text' in node) {
      text += String(node['#text']);
      continue;
    }
    const tag = Object.keys(node).find((key) => key !== ':@');
    if (tag === undefined || tag.startsWith('?')) continue;
    const attributes = attributesOf(node);
    const scope = new Map(known);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === 'xmlns') scope.set('', value);
      else if (key.startsWith('xmlns:')) scope.set(key.slice('xmlns:'.length), value);
    }
    const [prefix = '', local] = tag.includes(':') ? tag.split(':', 2) : ['', tag];
    const inside = elementsIn(node[tag], scope);
    elements.push({
      name: `{${scope.get(prefix) ?? ''}}${local ?? ''}`,
      attributes,
      children: inside.elements,
      text: inside.text,
    });
  }
  return { elements, text };
};

/** The root element; null for what is no XML. */
export const xmlTree = (body: Buffer): XmlElement | null => {
  try {
    return elementsIn(parser.parse(body.toString('utf8')), new Map()).elements[0] ?? null;
  } catch {
    return null;
  }
};

export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);
