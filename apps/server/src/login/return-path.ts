/**
 * The path of ours to which somebody is sent on after logging in; `/` for whatever is no such path. Browsers read `\` as `/`, and leave out tabs and line
 * ends: what remains must lead to this very server.
 */
export function returnPath(asked: unknown, publicUrl: string): string {
  if (typeof asked !== 'string' || asked.length > 2000 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(asked)) return '/';
  const base = new URL(publicUrl);
  if (!URL.canParse(asked, base)) return '/';
  const url = new URL(asked, base);
  return url.origin === base.origin ? `${url.pathname}${url.search}` : '/';
}
