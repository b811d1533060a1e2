const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
export const xml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

/** An attribute of the first opening tag of that name. */
export function attribute(text: string, tag: string, name: string): string | null {
  const opening = new RegExp(`<${tag}(?=[\\s/>])[^>]*>`).exec(text)?.[0] ?? '';
  const value = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`).exec(opening);
  return value === null ? null : (value[1] ?? value[2] ?? null);
}
