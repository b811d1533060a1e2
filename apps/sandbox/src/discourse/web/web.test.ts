import { expect, it } from 'vitest';
import { session, signed } from '../test-session.ts';

/** As much of a browser as these pages need: it keeps its session and does not follow redirects by itself. */
const browser = (base: string, language = 'fr') => {
  let cookie = '';
  const visit = async (path: string, init: RequestInit = {}) => {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), cookie, 'accept-language': language };
    const response = await fetch(base + path, { ...init, headers, redirect: 'manual' });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    const location = response.headers.get('location') ?? '';
    return { status: response.status, text: await response.text(), headers: response.headers, location };
  };
  const logIn = async (fields: Readonly<Record<string, string>>) => {
    const { location } = await visit('/session/sso');
    const sso = Buffer.from(new URL(location).searchParams.get('sso') ?? '', 'base64').toString();
    const nonce = new URLSearchParams(sso).get('nonce') ?? '';
    return visit(`/session/sso_login?${new URLSearchParams(signed({ ...fields, nonce })).toString()}`);
  };
  return { visit, logIn };
};

it('shows people their groups, categories and topics, and what they may do there', async () => {
  const { server, group, category, api } = await session();
  await group('cop-a', { full_name: 'CoP <Santé>' });
  const open = await category('Santé', { 'cop-a': 2 });
  await category('Hidden', { staff: 1 });
  const topic = { title: 'A topic for <everyone> here', raw: 'With <b>enough</b> words in it.', category: open };
  await api('POST', '/posts', topic);
  const { visit, logIn } = browser(server.url);
  expect((await visit('/')).text).toContain('Se connecter');
  const ada = { external_id: 'p-1', email: 'ada@example.org', username: 'ada', name: "Ada d'Arc", add_groups: 'cop-a' };
  expect((await logIn(ada)).status).toBe(302);
  const home = (await visit('/')).text;
  expect(home).toContain('<h1>Bonjour Ada d&#39;Arc</h1>');
  expect(home).toContain('<li>CoP &lt;Santé&gt;</li>');
  expect(home).toMatch(/>Santé<\/a>\s*<\/th>\s*<td>lire, répondre<\/td>/);
  expect(home).toMatch(/>General<\/a>\s*<\/th>\s*<td>lire, répondre, ouvrir un sujet<\/td>/);
  expect(home).not.toContain('Hidden');
  const link = /href="(\/t\/[^"]+)"/.exec(home)?.[1] ?? '';
  expect((await visit(link)).text).toContain('With &lt;b&gt;enough&lt;/b&gt; words');
  expect((await visit(`/c/sante/${open}`)).text).toContain('A topic for &lt;everyone&gt;');
  expect((await browser(server.url).visit(link)).status).toBe(404);
  await visit('/sandbox/logout', { method: 'POST' });
  expect((await visit('/')).text).not.toContain('Bonjour');
});

it('speaks French unless the browser or the address asks for English', async () => {
  const { server } = await session();
  expect((await browser(server.url, 'de').visit('/')).text).toContain('<html lang="fr">');
  expect((await browser(server.url, 'en-GB,fr;q=0.5').visit('/')).text).toMatch(/<html lang="en">[^]*Log in/);
  expect((await browser(server.url).visit('/?lang=en')).text).toContain('<html lang="en">');
});

it('runs no script, loads nothing from elsewhere, fits a phone, and takes forms from its own pages only', async () => {
  const { server } = await session();
  const { visit } = browser(server.url);
  const { headers, text } = await visit('/');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(text).not.toMatch(/<script|style=|(src|href)="https?:/);
  expect(text).toContain('width=device-width');
  expect((await visit('/sandbox.css')).headers.get('content-type')).toContain('text/css');
  const foreign = { method: 'POST', headers: { origin: 'http://elsewhere.example' } };
  expect((await visit('/sandbox/logout', foreign)).status).toBe(403);
});

it('shows strangers nothing where one must log in to read', async () => {
  const { server } = await session({ settings: { loginRequired: true } });
  const { visit } = browser(server.url);
  expect((await visit('/')).text).not.toContain('General');
  expect((await visit('/c/general/4')).status).toBe(404);
  expect((await visit('/latest.json')).status).toBe(403);
});
