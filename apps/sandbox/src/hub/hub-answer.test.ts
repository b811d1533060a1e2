import { describe, expect, it } from 'vitest';
import { hubAnswer, type HubState } from './hub-answer.ts';

const url = 'http://127.0.0.1:2';
const state: HubState = {
  id: 'the-id',
  content: {
    places: {
      hub: 'http://127.0.0.1:1/',
      nextcloud: url,
      login: `${url}/login`,
      logout: 'http://127.0.0.1:3/logout',
      keycloak: 'http://127.0.0.1:3/realms/x',
      directory: 'ldap://127.0.0.1:4',
      discourse: 'http://127.0.0.1:5',
      jitsi: 'http://127.0.0.1:6',
      mailman: 'http://127.0.0.1:8',
      passerelle: 'http://127.0.0.1:7',
      mails: 'http://127.0.0.1:1/mails',
      people: [
        { as: 'administrator', name: 'Nextcloud', login: 'admin', password: { file: '/x/secrets/admin' }, url },
        { as: 'member', name: '<b>Zoé</b>', login: 'zoe', password: { text: 'passerelle' }, url },
      ],
    },
    status: {
      at: Date.UTC(2026, 10, 24, 9),
      state: 'differences',
      headline: { fr: '3 <écarts>', en: '3 <differences>' },
      lines: [{ label: { fr: 'Comptes', en: 'Accounts' }, value: 12 }],
    },
    config: '/x/passerelle.yaml',
  },
  mails: [
    {
      realm: 'passerelle',
      to: 'a@example.org',
      userId: '1',
      locale: 'fr',
      subject: 'Bienvenue',
      actions: [],
      link: 'http://127.0.0.1:3/a?key=1&b=2',
      at: 0,
    },
  ],
};
const get = (
  path: string,
  more: { readonly host?: string; readonly acceptLanguage?: string; readonly method?: string } = {},
) => hubAnswer({ method: 'GET', url: path, host: '127.0.0.1:1', acceptLanguage: undefined, ...more }, state);

describe('the hub', () => {
  it('leads to the platforms and says as whom one may log in', () => {
    const { status, text } = get('/');
    expect(status).toBe(200);
    expect(text).toContain(`href="${url}/login?lang=fr"`);
    expect(text).toContain('href="http://127.0.0.1:5/?lang=fr"');
    expect(text).toContain('href="http://127.0.0.1:6/?lang=fr"');
    expect(text).toContain('href="http://127.0.0.1:7/?lang=fr"');
    expect(text).toContain('/x/secrets/admin');
    expect(text).toContain('&lt;b&gt;Zoé&lt;/b&gt;');
    expect(text).toContain('--config /x/passerelle.yaml');
    expect(text).toContain('3 &lt;écarts&gt;');
    expect(text).toMatch(/<dt>Comptes<\/dt>\s*<dd>12<\/dd>/);
  });

  it('speaks French unless the browser prefers English or the address asks for it', () => {
    expect(get('/').text).toContain('<html lang="fr">');
    expect(get('/', { acceptLanguage: 'nl,en;q=0.8,fr;q=0.5' }).text).toContain('<html lang="en">');
    expect(get('/', { acceptLanguage: 'en;q=0.2,fr-BE' }).text).toContain('<html lang="fr">');
    expect(get('/?lang=en', { acceptLanguage: 'fr' }).text).toContain('3 &lt;differences&gt;');
  });

  it('shows the mails with working links', () => {
    expect(get('/mails').text).toContain('href="http://127.0.0.1:3/a?key=1&amp;b=2"');
  });

  it('runs no script, loads nothing from elsewhere and cannot be framed', () => {
    const { headers, text } = get('/');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(text).not.toMatch(/<script|<style|style=|<img|<iframe/);
    expect(text).toContain('width=device-width');
  });

  it('answers nobody who reached it under another name, and changes nothing for anybody', () => {
    for (const host of ['evil.example', 'evil.example:1', '127.0.0.1.evil.example']) {
      const answer = get('/mails', { host });
      expect([answer.status, answer.text.includes('key=')]).toEqual([421, false]);
    }
    expect(get('/', { host: 'localhost:1' }).status).toBe(200);
    expect(get('/', { method: 'POST' }).status).toBe(405);
    expect(get('/nowhere').status).toBe(404);
  });
});
