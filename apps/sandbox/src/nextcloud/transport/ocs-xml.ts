const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** PHP writes booleans as 1 and an empty element, lists as `element`, and null as an empty element. */
const xmlOf = (name: string, value: unknown): string => {
  const tag = /^[A-Za-z_][\w.-]*$/.test(name) ? name : 'element';
  if (value === null || value === undefined || value === false || value === '') return `<${tag}/>`;
  if (value === true) return `<${tag}>1</${tag}>`;
  if (Array.isArray(value)) return `<${tag}>${value.map((item: unknown) => xmlOf('element', item)).join('')}</${tag}>`;
  if (typeof value === 'object') {
    const inside = Object.entries(value).map(([key, item]) => xmlOf(key, item));
    return inside.length === 0 ? `<${tag}/>` : `<${tag}>${inside.join('')}</${tag}>`;
  }
  return `<${tag}>${escaped(typeof value === 'string' ? value : JSON.stringify(value))}</${tag}>`;
};

/** An OCS answer as XML, which is what a caller gets who does not ask for JSON. */
export const ocsXml = (meta: object, data: unknown): string =>
  `<?xml version="1.0"?>\n${xmlOf('ocs', { meta, data })}\n`;
