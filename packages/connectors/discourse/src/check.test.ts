import { testCall } from '@passerelle/connector-kit/testing';
import { expect, test } from 'vitest';
import { fakeDiscourse } from './testing/fake-discourse.ts';

const place = (parent: number | null) => ({
  json: { category: { id: 9, name: 'CoP', read_restricted: true, parent_category_id: parent } },
});
const findings = async (config: Readonly<Record<string, unknown>>, parent: number | null = null, mail = 'true') => {
  const settings = [{ setting: 'reply_by_email_enabled', value: mail }];
  const forum = fakeDiscourse(
    {
      'GET /about.json': { json: { about: { version: '3.5.0' } } },
      'GET /c/9/show.json': place(parent),
      'GET /admin/site_settings.json': { json: { site_settings: settings } },
    },
    config,
  );
  const found = new Map<string, string>();
  for await (const { id, state } of forum.target.check(testCall())) found.set(id, state);
  return found;
};

test('the doctor tells where sub-categories have no room, and that a parent lies too deep', async () => {
  expect((await findings({})).get('discourse.parts')).toBe('ok');
  const below = await findings({ parentCategory: 9 });
  expect([below.get('discourse.parts'), below.get('discourse.parent')]).toEqual(['warning', 'ok']);
  expect((await findings({ parentCategory: 9, parts: [] })).get('discourse.parts')).toBe('ok');
  expect((await findings({ parentCategory: 9, categoryLevels: 3 })).get('discourse.parts')).toBe('ok');
  expect((await findings({ parentCategory: 9, parts: [] }, 4)).get('discourse.parent')).toBe('problem');
});

test('the doctor tells what communities are given, and whether mails can be replied to', async () => {
  const found = await findings({}, null, 'false');
  expect(found.get('discourse.first-topics')).toBe('ok');
  expect(found.get('discourse.notifications')).toBe('ok');
  expect(found.get('discourse.reply-by-mail')).toBe('warning');
});
