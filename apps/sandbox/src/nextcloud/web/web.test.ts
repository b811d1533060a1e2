import { describe, expect, it } from 'vitest';
import type { OidcSettings } from '../options.ts';
import { PROVIDER, session } from '../test-session.ts';
import { testProvider } from './test-provider.ts';

/** As much of a browser as these pages need: it keeps cookies and does not follow redirects by itself. */
const browser = (base: string, language = 'fr') => {
  const jar = new Map<string, string>();
  const visit = async (address: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    headers.set('accept-language', language);
    const response = await fetch(new URL(address, base), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location') ?? '';
    return { status: response.status, text: await response.text(), headers: response.headers, location };
  };
  const logIn = (user: string, password: string) =>
    visit('/index.php/login', { method: 'POST', body: new URLSearchParams({ user, password }) });
  return { visit, logIn };
};

describe('the page for people', () => {
  it('shows somebody who logs in their name, groups and what they may do in their team folders', async () => {
    const { server, folders, person, ocs } = await session();
    await ocs('POST', '/cloud/groups', { groupid: 'g', displayname: 'Santé <publique>' });
    await person('alice', ['g']);
    await ocs('PUT', '/cloud/users/alice', { key: 'displayname', value: "Alice d'Hondt" });
    await folders('POST', '', { mountpoint: 'CoP Santé' });
    await folders('POST', '', { mountpoint: 'Hidden' });
    await folders('POST', '/1/groups', { group: 'g' });
    await folders('POST', '/1/groups/g', { permissions: 3 });
    const { visit, logIn } = browser(server.url);
    expect((await visit('/')).text).toContain('<label for="user">Identifiant</label>');
    expect((await logIn('Alice', 'password-of-alice')).status).toBe(303);
    const home = (await visit('/')).text;
    expect(home).toContain('<h1>Bonjour Alice d&#39;Hondt</h1>');
    expect(home).toContain('<li>Santé &lt;publique&gt;</li>');
    expect(home).toMatch(/<th scope="row">CoP Santé<\/th>\s*<td>lire, modifier<\/td>/);
    expect(home).not.toContain('Hidden');
    await visit('/index.php/logout', { method: 'POST' });
    expect((await visit('/')).text).not.toContain('Bonjour');
  });

  it('speaks French unless the browser or the address asks for English', async () => {
    const { server } = await session();
    expect((await browser(server.url, 'de').visit('/')).text).toContain('<html lang="fr">');
    const english = await browser(server.url, 'en-GB,fr;q=0.5').visit('/');
    expect(english.text).toMatch(/<html lang="en">[^]*>\s*Log in\s*</);
    expect((await browser(server.url).visit('/?lang=en')).text).toContain('<html lang="en">');
  });

  it('refuses wrong passwords and disabled accounts, at once also for somebody who is logged in', async () => {
    const { server, person, ocs } = await session();
    await person('alice');
    const { visit, logIn } = browser(server.url);
    const wrong = await logIn('alice', 'wrong');
    expect([wrong.status, wrong.text]).toEqual([401, expect.stringContaining('role="alert"')]);
    await logIn('alice', 'password-of-alice');
    expect((await visit('/')).text).toContain('Bonjour');
    await ocs('PUT', '/cloud/users/alice/disable');
    const refused = await visit('/');
    expect([refused.status, refused.text]).toEqual([401, expect.stringContaining('désactivé')]);
    expect((await logIn('alice', 'password-of-alice')).status).toBe(401);
  });

  it('counts failures with those of the interfaces', async () => {
    const { server, ocs } = await session();
    const { logIn } = browser(server.url);
    for (let failure = 1; failure <= 11; failure++) expect((await logIn('admin', 'wrong')).status).toBe(401);
    expect((await logIn('admin', 'admin-password-1')).status).toBe(429);
    expect((await ocs('GET', '/cloud/users')).http).toBe(429);
  });

  it('keeps two Nextclouds on one machine apart in one browser', async () => {
    const [one, two] = [await session(), await session()];
    await one.person('alice');
    await two.person('bob');
    const { visit, logIn } = browser(one.server.url);
    await logIn('alice', 'password-of-alice');
    const bob = new URLSearchParams({ user: 'bob', password: 'password-of-bob' });
    await visit(`${two.server.url}/index.php/login`, { method: 'POST', body: bob });
    expect((await visit('/')).text).toContain('Bonjour alice');
    expect((await visit(two.server.url)).text).toContain('Bonjour bob');
  });

  it('runs no script, loads nothing from elsewhere, and takes forms from its own pages only', async () => {
    const { server } = await session();
    const { visit } = browser(server.url);
    const { headers, text } = await visit('/');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|style=|https?:/);
    expect(text).toContain('width=device-width');
    const foreign = { method: 'POST', headers: { origin: 'http://elsewhere.example' }, body: new URLSearchParams() };
    expect((await visit('/index.php/login', foreign)).status).toBe(403);
  });
});

const withProvider = async (changes: Partial<OidcSettings> = {}) => {
  const provider = await testProvider(PROVIDER.clientSecret);
  const given = await session({ oidc: { ...PROVIDER, issuer: provider.issuer, ...changes } });
  const enter = async () => {
    const { visit } = browser(given.server.url);
    const start = await visit('/index.php/apps/user_oidc/login/1');
    const callback = await visit(provider.approve(start.location));
    return { start, callback, visit };
  };
  return { ...given, provider, enter };
};

describe('logging in through the provider (facts §10)', () => {
  const claims = { passerelle_id: 'p-1', name: 'Ada Lovelace', email: 'Ada@example.org' };

  it('leads into the account made beforehand, keeps its groups and takes name and address from the token', async () => {
    const { ocs, enter, provider, group } = await withProvider();
    await group('g');
    const made = { userid: 'p-1', password: 'a-long-enough-password', displayName: 'Old', groups: ['g'] };
    await ocs('POST', '/cloud/users', made);
    provider.person.claims = claims;
    const { callback, visit, start } = await enter();
    expect(start.location).toContain('code_challenge_method=S256');
    expect(callback.status).toBe(303);
    expect((await visit('/')).text).toContain('Bonjour Ada Lovelace');
    expect((await ocs('GET', '/cloud/users/p-1')).data).toMatchObject({
      backend: 'Database',
      groups: ['g'],
      displayname: 'Ada Lovelace',
      email: 'ada@example.org',
    });
  });

  it('leads into a pre-provisioned account too, and makes one for somebody unknown', async () => {
    const { ocs, enter, provider, server } = await withProvider();
    await ocs('POST', '/apps/user_oidc/api/v1/user', { providerId: 1, userId: 'p-1', displayName: 'Ada' });
    const before = server.state.accounts.size;
    provider.person.claims = claims;
    expect((await enter()).callback.status).toBe(303);
    expect(server.state.accounts.size).toBe(before);
    provider.person.claims = { ...claims, passerelle_id: 'p-2' };
    expect((await enter()).callback.status).toBe(303);
    expect((await ocs('GET', '/cloud/users/p-2')).data).toMatchObject({ backend: 'user_oidc' });
  });

  it('without automatic accounts lets known people in, profile untouched, and nobody else', async () => {
    const { ocs, enter, provider, person } = await withProvider({ autoProvision: false });
    await person('p-1');
    provider.person.claims = claims;
    expect((await enter()).callback.status).toBe(303);
    expect((await ocs('GET', '/cloud/users/p-1')).data).toMatchObject({ displayname: 'p-1', email: null });
    provider.person.claims = { ...claims, passerelle_id: 'p-2' };
    expect((await enter()).callback.status).toBe(400);
  });

  it('without soft provisioning refuses accounts made beforehand', async () => {
    const { enter, provider, person } = await withProvider({ softAutoProvision: false });
    await person('p-1');
    provider.person.claims = claims;
    expect((await enter()).callback.status).toBe(400);
  });

  it('refuses disabled accounts, tokens without the claim, other nonces, and states of other browsers', async () => {
    const { ocs, enter, provider, person, server } = await withProvider();
    await person('p-1');
    await ocs('PUT', '/cloud/users/p-1/disable');
    provider.person.claims = claims;
    expect((await enter()).callback.status).toBe(401);
    provider.person.claims = { name: 'Nobody' };
    expect((await enter()).callback.status).toBe(400);
    provider.person.nonce = 'another';
    expect((await enter()).callback.status).toBe(502);
    const start = await browser(server.url).visit('/index.php/apps/user_oidc/login/1');
    expect((await browser(server.url).visit(provider.approve(start.location))).status).toBe(403);
  });

  it('says in plain words that the provider is not there', async () => {
    const { server } = await session({ oidc: PROVIDER });
    const answer = await browser(server.url).visit('/index.php/apps/user_oidc/login/1');
    expect([answer.status, answer.text]).toEqual([502, expect.stringContaining('Réessayez')]);
  });
});
