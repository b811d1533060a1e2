import { createHmac } from 'node:crypto';
import { personId } from '@passerelle/model';
import { describe, expect, it } from 'vitest';
import { readDiscourseConnect, signDiscourseConnect, type DiscourseConnectPayload } from './discourse-connect.ts';

const secret = 'a secret of the forum';
const back = 'https://forum.example.org/session/sso_login';
const hmac = (sso: string, key = secret): string => createHmac('sha256', key).update(sso).digest('hex');
const asks = (fields: Readonly<Record<string, string>>): string =>
  Buffer.from(new URLSearchParams(fields).toString()).toString('base64');
const request = (fields: Readonly<Record<string, string>> = {}, key = secret): string => {
  const sso = asks({ nonce: 'n1', return_sso_url: back, ...fields });
  return new URLSearchParams({ sso, sig: hmac(sso, key) }).toString();
};
const read = (query: string) => readDiscourseConnect({ query, secret, returnUrls: [back] });

const payload: DiscourseConnectPayload = {
  nonce: 'n1',
  external_id: personId('0b8f2a52-0d4e-4b6d-9d0e-1c2a3b4c5d6e'),
  email: 'zoe+forum@example.org',
  name: 'Zoé ~>?~ Œuvrard',
  locale: 'fr',
  add_groups: 'cop-icane-core,cop-icane-active',
  suppress_welcome_message: true,
  require_activation: false,
};

describe('what a forum asks', () => {
  it('is read with its signature', () => {
    expect(read(request({ prompt: 'none', logout: 'true' }))).toEqual({
      read: true,
      nonce: 'n1',
      returnUrl: back,
      silent: true,
      logout: true,
      secondFactor: false,
    });
    expect(read(`?${request()}`)).toMatchObject({ read: true });
  });

  const sso = asks({ nonce: 'n1', return_sso_url: back });
  const other = asks({ nonce: 'n2', return_sso_url: back });
  const right = hmac(sso);
  it.each([
    ['signed with another secret', request({}, 'another secret'), 'bad-signature'],
    ['another text under a good signature', `sso=${encodeURIComponent(other)}&sig=${right}`, 'bad-signature'],
    ['the signature stripped', `sso=${encodeURIComponent(sso)}`, 'incomplete'],
    ['an empty signature', `sso=${encodeURIComponent(sso)}&sig=`, 'incomplete'],
    ['a shortened signature', `sso=${encodeURIComponent(sso)}&sig=${right.slice(0, 62)}`, 'bad-signature'],
    ['a longer signature', `sso=${encodeURIComponent(sso)}&sig=${right}00`, 'bad-signature'],
    ['a signature that is no number', `sso=${encodeURIComponent(sso)}&sig=${'z'.repeat(64)}`, 'bad-signature'],
    ['a good and a bad signature', `sso=${encodeURIComponent(sso)}&sig=${right}&sig=${hmac(other)}`, 'incomplete'],
    ['two texts', `sso=${encodeURIComponent(sso)}&sso=${encodeURIComponent(other)}&sig=${right}`, 'incomplete'],
    ['nothing', '', 'incomplete'],
    ['no nonce', request({ nonce: '' }), 'malformed'],
    ['an endless nonce', request({ nonce: 'n'.repeat(201) }), 'malformed'],
    ['another site to return to', request({ return_sso_url: 'https://evil.example/session/sso_login' }), 'return-url'],
    ['a path beside ours', request({ return_sso_url: `${back}/../../evil` }), 'return-url'],
    ['our site as a login name', request({ return_sso_url: 'https://forum.example.org@evil.example/' }), 'return-url'],
    ['no address', request({ return_sso_url: 'javascript:alert(1)' }), 'return-url'],
  ])('is refused with %s', (_, query, because) => {
    expect(read(query)).toEqual({ read: false, because });
  });

  it('is refused where no secret is set, rather than compared with a known one', () => {
    const sig = createHmac('sha256', '').update(sso).digest('hex');
    const query = new URLSearchParams({ sso, sig }).toString();
    expect(() => readDiscourseConnect({ query, secret: '', returnUrls: [back] })).toThrow('at least 10');
  });
});

describe('what is answered', () => {
  it('comes through both readings of the forum whatever the name holds', () => {
    const { sso, sig, url } = signDiscourseConnect({ payload, secret, returnUrl: back });
    expect(sso).not.toContain('+');
    expect(sig).toBe(hmac(sso));
    expect(new URL(url).searchParams.get('sso')).toBe(sso);
    const told = new URLSearchParams(Buffer.from(sso, 'base64').toString('utf8'));
    expect(Object.fromEntries(told)).toEqual({
      ...payload,
      suppress_welcome_message: 'true',
      require_activation: 'false',
    });
  });

  it('never says anything about rights on the whole site, nor lists groups as complete', () => {
    const more = { ...payload, admin: true, moderator: true, groups: 'admins', avatar_url: 'https://x.example' };
    const { sso } = signDiscourseConnect({ payload: more, secret, returnUrl: back });
    const told = new URLSearchParams(Buffer.from(sso, 'base64').toString('utf8'));
    for (const name of ['admin', 'moderator', 'groups', 'avatar_url']) expect(told.has(name)).toBe(false);
  });
});
