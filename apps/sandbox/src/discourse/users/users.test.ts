import { describe, expect, it } from 'vitest';
import { field, handClock, numberAt, session } from '../test-session.ts';

const password = 'a-long-enough-password';
const bob = { name: 'Bob', username: 'bob', email: 'bob@example.org', password };

describe('creating accounts (facts §3)', () => {
  it('refuses with 200: taken, badly formed and reserved names and addresses', async () => {
    const { api, group } = await session();
    await group('cop-a');
    const made = await api('POST', '/users', { ...bob, active: true });
    expect(made.body).toMatchObject({ success: true, active: true });
    const twice = await api('POST', '/users', bob);
    expect(twice.status).toBe(200);
    expect(twice.body).toMatchObject({
      success: false,
      errors: { email: ['has already been taken'], username: ['must be unique'] },
    });
    const problems: [string, string][] = [
      ['ab', 'must be at least 3 characters'],
      ['a'.repeat(21), 'must be no more than 20 characters'],
      ['with space', 'must only include numbers, letters, dashes, dots, and underscores'],
      ['ends-', 'must end with a letter or a number'],
      ['two__in', 'must not contain a sequence of 2 or more special characters (.-_)'],
      ['file.json', 'must not end with a confusing suffix like .json or .png etc.'],
      ['COP-A', 'must be unique'],
    ];
    for (const [username, problem] of problems) {
      const answer = await api('POST', '/users', { ...bob, email: 'x@example.org', username });
      expect([username, field(answer.body, 'errors', 'username')]).toEqual([username, [problem]]);
    }
    const reserved = await api('POST', '/users', { ...bob, username: 'Moderator', email: 'x@example.org' });
    expect([reserved.status, field(reserved.body, 'success')]).toEqual([200, false]);
  });

  it('pretends that all is well with a taken address, where the site hides which addresses it has', async () => {
    const { api, server } = await session({ settings: { hideEmailAddressTaken: true } });
    await api('POST', '/users', bob);
    const before = server.state.users.size;
    const again = await api('POST', '/users', { ...bob, username: 'other' });
    expect(again.body).toMatchObject({ success: true, active: false });
    expect([field(again.body, 'user_id'), server.state.users.size]).toEqual([undefined, before]);
  });

  it('does not link an account to DiscourseConnect unless that is asked for', async () => {
    const { api } = await session();
    const id = numberAt((await api('POST', '/users', bob)).body, 'user_id');
    expect(field((await api('GET', `/admin/users/${id}`)).body, 'single_sign_on_record')).toBeNull();
    await api('PUT', '/u/bob', { external_ids: { discourse_connect: 'p-1' } });
    expect(field((await api('GET', '/u/by-external/p-1')).body, 'user', 'id')).toBe(id);
    await api('DELETE', `/admin/users/${id}/sso_record`);
    expect((await api('GET', '/u/by-external/p-1')).status).toBe(404);
  });
});

describe('lists (facts §3)', () => {
  it('give addresses only where asked for, hundred a page, and everybody under "active"', async () => {
    const { api, person } = await session();
    const id = await person('alice');
    await api('PUT', `/admin/users/${id}/suspend`, { suspend_until: '2099-01-01', reason: 'left' });
    const all = await api('GET', '/admin/users/list/active?order=created&asc=true');
    expect(all.body).toMatchObject([
      { id: -2 },
      { id: -1 },
      { username: 'chief' },
      { username: 'alice', suspended: true },
    ]);
    expect(all.text).not.toContain('@example.org');
    const shown = await api('GET', '/admin/users/list/all?email=ALICE@example.org&show_emails=true');
    expect(shown.body).toMatchObject([{ id, email: 'alice@example.org' }]);
    expect((await api('GET', '/admin/users/list/active?page=2')).body).toEqual([]);
    expect((await api('GET', '/admin/users/list/suspended')).body).toMatchObject([{ id }]);
  });
});

describe('ends and changes of accounts (facts §3)', () => {
  it('suspends once, says 409 the second time, never staff, and lifts it', async () => {
    const { api, person } = await session();
    const id = await person('alice');
    const given = { suspend_until: '2099-01-01', reason: 'left' };
    expect((await api('PUT', `/admin/users/${id}/suspend`, { reason: 'x' })).status).toBe(400);
    expect((await api('PUT', `/admin/users/${id}/suspend`, given)).body).toMatchObject({
      suspension: { suspend_reason: 'left' },
    });
    const again = await api('PUT', `/admin/users/${id}/suspend`, given);
    expect([again.status, field(again.body, 'failed')]).toEqual([409, 'FAILED']);
    expect((await api('PUT', '/admin/users/1/suspend', given)).status).toBe(403);
    expect((await api('PUT', `/admin/users/${id}/unsuspend`)).body).toMatchObject({
      suspension: { suspended_till: null },
    });
    expect(field((await api('GET', `/admin/users/${id}`)).body, 'suspended')).toBeUndefined();
  });

  it('anonymises for good, but leaves the memberships', async () => {
    const { api, person, group } = await session();
    await group('cop-a');
    const id = await person('alice', 'cop-a');
    expect((await api('PUT', `/admin/users/${id}/anonymize`)).body).toMatchObject({
      success: 'OK',
      username: `anon${id}`,
    });
    expect((await api('GET', '/u/by-external/id-of-alice')).status).toBe(404);
    expect((await api('GET', '/groups/cop-a/members')).body).toMatchObject({ members: [{ id }] });
  });

  it('does not delete somebody who has written something', async () => {
    const { api, person } = await session();
    const id = await person('alice');
    const post = { title: 'A topic that stays here', raw: 'With enough words in it to be taken.', category: 4 };
    await api('POST', '/posts', post, 'alice');
    const refused = await api('DELETE', `/admin/users/${id}`);
    expect([refused.status, field(refused.body, 'deleted')]).toEqual([403, false]);
    expect((await api('DELETE', `/admin/users/${id}?delete_posts=true`)).body).toEqual({ deleted: true });
  });

  it('only sends a mail when an address is to change, three times a minute at most', async () => {
    const { api, person } = await session();
    await person('alice');
    for (let tried = 0; tried < 3; tried++) {
      expect((await api('PUT', '/u/alice/preferences/email', { email: 'new@example.org' })).status).toBe(200);
    }
    expect((await api('PUT', '/u/alice/preferences/email', { email: 'new@example.org' })).status).toBe(422);
    expect((await api('GET', '/u/alice/emails')).body).toMatchObject({ email: 'alice@example.org' });
  });

  it('removes accounts that nobody activated, after a fortnight', async () => {
    const clock = handClock();
    const { api, person } = await session({ now: clock.now });
    await api('POST', '/users', bob);
    await person('alice');
    clock.advance(15 * 24 * 3600);
    expect((await api('GET', '/u/bob')).status).toBe(404);
    expect((await api('GET', '/u/alice')).status).toBe(200);
  });
});
