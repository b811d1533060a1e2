import { describe, expect, it } from 'vitest';
import { asAdmin, session, type Answer, type Session } from '../test-session.ts';

const ns =
  'xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:cal="urn:ietf:params:xml:ns:caldav" xmlns:card="urn:ietf:params:xml:ns:carddav"';
const xml = { 'content-type': 'application/xml' };
const sharing = (inside: string): string => `<oc:share ${ns}>${inside}</oc:share>`;
const set = (gid: string, write = false): string =>
  `<oc:set><d:href>principal:principals/groups/${gid}</d:href>${write ? '<oc:read-write/>' : ''}</oc:set>`;
const remove = (gid: string): string => `<oc:remove><d:href>principal:principals/groups/${gid}</d:href></oc:remove>`;
const ask = (...names: readonly string[]): string =>
  `<d:propfind ${ns}><d:prop>${names.map((name) => `<${name}/>`).join('')}</d:prop></d:propfind>`;
const event = (uid: string, title = 'Réunion'): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//y//FR', 'BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20261124T080000Z', 'DTSTART:20261201T130000Z', `SUMMARY:${title}`, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'); // prettier-ignore
const card = (uid: string): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', `UID:${uid}`, 'FN:Zoé Œuvrard', 'END:VCARD', ''].join('\r\n');

interface Setting extends Session {
  readonly at: (
    method: string,
    login: string,
    path: string,
    raw?: string,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
}

/** A calendar and an address book of the administrator; somebody in `readers`, somebody in `writers`. */
const open = async (): Promise<Setting> => {
  const given = await session();
  const at: Setting['at'] = (method, login, path, raw, headers = {}) =>
    given.call(method, `/remote.php/dav${path}`, {
      as: login === 'admin' ? asAdmin : { login, secret: `password-of-${login}` },
      headers: { ...xml, ...headers },
      ...(raw === undefined ? {} : { raw }),
    });
  for (const gid of ['readers', 'writers']) await given.group(gid);
  await given.person('reader', ['readers']);
  await given.person('writer', ['writers']);
  await given.person('both', ['readers', 'writers']);
  const label = '<d:displayname>ICANE</d:displayname>';
  await at('MKCALENDAR', 'admin', '/calendars/admin/icane', `<cal:mkcalendar ${ns}><d:set><d:prop>${label}</d:prop></d:set></cal:mkcalendar>`); // prettier-ignore
  await at('MKCOL', 'admin', '/addressbooks/users/admin/icane', `<d:mkcol ${ns}><d:set><d:prop><d:resourcetype><d:collection/><card:addressbook/></d:resourcetype>${label}</d:prop></d:set></d:mkcol>`); // prettier-ignore
  const grants = sharing(set('readers') + set('writers', true));
  for (const path of ['/calendars/admin/icane', '/addressbooks/users/admin/icane'])
    await at('POST', 'admin', path, grants);
  return { ...given, at };
};
const status = async (answer: Promise<Answer>): Promise<number> => (await answer).http;

describe('calendars and address books (facts §5, §6)', () => {
  it('are made once, in one’s own home only', async () => {
    const { at } = await open();
    expect(await status(at('MKCALENDAR', 'admin', '/calendars/admin/icane'))).toBe(405);
    expect(await status(at('MKCALENDAR', 'admin', '/calendars/reader/x'))).toBe(404);
    expect(await status(at('MKCALENDAR', 'admin', '/calendars/admin/trashbin'))).toBe(405);
    expect(await status(at('PROPFIND', 'reader', '/calendars/admin/icane'))).toBe(404);
    expect(await status(at('MKCOL', 'admin', '/addressbooks/users/admin/no-book', `<d:mkcol ${ns}/>`))).toBe(403);
  });

  it('are seen by members under the owner’s name, at the highest of their groups’ levels', async () => {
    const { at } = await open();
    const list = async (login: string): Promise<string> =>
      (await at('PROPFIND', login, `/calendars/${login}`, ask('d:displayname', 'oc:read-only', 'oc:invite'))).text;
    expect(await list('reader')).toContain('/calendars/reader/icane_shared_by_admin/');
    expect(await list('reader')).toContain('ICANE (admin)');
    expect(await list('reader')).toContain('<oc:read-only>1</oc:read-only>');
    expect(await list('reader')).not.toContain('principals/groups');
    expect(await list('both')).toContain('<oc:read-only/>');
    expect(await list('admin')).toMatch(/groups\/readers.*<oc:read\/>.*groups\/writers.*<oc:read-write\/>/);
  });

  it('are written by those who may; for the others there is nothing there', async () => {
    const { at } = await open();
    const put = (login: string, name: string, data = event(name), headers = {}) =>
      at('PUT', login, `/calendars/${login}/icane_shared_by_admin/${name}.ics`, data, { 'content-type': 'text/calendar', ...headers }); // prettier-ignore
    const made = await put('writer', 'one');
    expect(made.http).toBe(201);
    const etag = made.headers.get('etag') ?? '';
    expect(await status(put('writer', 'one', event('one', 'Autre'), { 'if-match': '"x"' }))).toBe(412);
    expect(await status(put('writer', 'one', event('one', 'Autre'), { 'if-none-match': '*' }))).toBe(412);
    expect(await status(put('writer', 'one', event('one', 'Autre'), { 'if-match': etag }))).toBe(204);
    expect(await status(put('writer', 'two', event('one')))).toBe(400);
    expect(await status(put('writer', 'two', 'not an event'))).toBe(415);
    expect(await status(put('reader', 'three'))).toBe(404);
    expect(await status(put('reader', 'one', event('one', 'x')))).toBe(404);
    const read = await at('GET', 'reader', '/calendars/reader/icane_shared_by_admin/one.ics');
    expect(read.text).toContain('SUMMARY:Autre');
    expect(await status(at('DELETE', 'reader', '/calendars/reader/icane_shared_by_admin/one.ics'))).toBe(404);
    expect(await status(at('DELETE', 'writer', '/calendars/writer/icane_shared_by_admin/one.ics'))).toBe(204);
    expect(await status(at('DELETE', 'writer', '/calendars/writer/icane_shared_by_admin/one.ics'))).toBe(404);
  });

  it('hold cards as they hold events', async () => {
    const { at } = await open();
    const put = (login: string, data: string) =>
      at('PUT', login, `/addressbooks/users/${login}/icane_shared_by_admin/z.vcf`, data, {
        'content-type': 'text/vcard',
      });
    expect(await status(put('writer', card('z')))).toBe(201);
    expect(await status(put('reader', card('z')))).toBe(404);
    expect(await status(put('writer', event('z')))).toBe(415);
    const body = `<card:addressbook-multiget ${ns}><d:prop><d:getetag/><card:address-data/></d:prop><d:href>/remote.php/dav/addressbooks/users/reader/icane_shared_by_admin/z.vcf</d:href><d:href>/remote.php/dav/addressbooks/users/reader/icane_shared_by_admin/no.vcf</d:href></card:addressbook-multiget>`;
    const { text } = await at('REPORT', 'reader', '/addressbooks/users/reader/icane_shared_by_admin', body);
    expect(text).toContain('FN:Zoé Œuvrard');
    expect(text).toMatch(/no\.vcf<\/d:href><d:status>HTTP\/1\.1 404/);
  });

  it('take no notice of groups that are not there, keep the share of one that is gone, and are taken off by one member for themselves', async () => {
    const { at, ocs, group, server } = await open();
    expect(await status(at('POST', 'admin', '/calendars/admin/icane', sharing(set('nobody'))))).toBe(200);
    const shares = (): string[] =>
      [...server.state.collections.values()].flatMap(({ uri, kind, shares: of }) =>
        uri === 'icane' && kind === 'calendar' ? of.map(({ principal }) => principal) : [],
      );
    expect(shares()).toEqual(['principals/groups/readers', 'principals/groups/writers']);
    await ocs('DELETE', '/cloud/groups/readers');
    expect(shares()).toHaveLength(2);
    expect(await status(at('PROPFIND', 'reader', '/calendars/reader/icane_shared_by_admin'))).toBe(404);
    await group('readers');
    await ocs('POST', '/cloud/users/reader/groups', { groupid: 'readers' });
    expect(await status(at('PROPFIND', 'reader', '/calendars/reader/icane_shared_by_admin'))).toBe(207);
    expect(await status(at('DELETE', 'reader', '/calendars/reader/icane_shared_by_admin'))).toBe(204);
    expect(await status(at('PROPFIND', 'reader', '/calendars/reader/icane_shared_by_admin'))).toBe(404);
    expect(shares()).toHaveLength(2);
    await at('POST', 'admin', '/calendars/admin/icane', sharing(remove('readers') + remove('writers')));
    expect(shares()).toEqual([]);
  });

  it('are shared by their owner alone', async () => {
    const { at } = await open();
    expect(await status(at('POST', 'writer', '/calendars/writer/icane_shared_by_admin', sharing(set('readers'))))).toBe(
      403,
    );
    expect(await status(at('POST', 'reader', '/calendars/reader/icane_shared_by_admin', sharing(set('readers'))))).toBe(
      404,
    );
    const plain = { 'content-type': 'text/plain' };
    expect(await status(at('POST', 'admin', '/calendars/admin/icane', sharing(set('readers')), plain))).toBe(501);
    const foreign = sharing(set('readers')).replace('http://owncloud.org/ns', 'http://example.org/ns');
    expect(await status(at('POST', 'admin', '/calendars/admin/icane', foreign))).toBe(501);
  });

  it('go to the bin with their address, unless told otherwise', async () => {
    const { at } = await open();
    expect(await status(at('DELETE', 'admin', '/calendars/admin/icane'))).toBe(204);
    const bin = await at('PROPFIND', 'admin', '/calendars/admin/icane', ask('nc:deleted-at').replace('xmlns:d=', 'xmlns:nc="http://nextcloud.com/ns" xmlns:d=')); // prettier-ignore
    expect(bin.text).toContain('<nc:deleted-at>');
    expect(await status(at('PROPFIND', 'reader', '/calendars/reader/icane_shared_by_admin'))).toBe(404);
    expect(await status(at('MKCALENDAR', 'admin', '/calendars/admin/icane'))).toBe(405);
    await at('DELETE', 'admin', '/calendars/admin/icane', undefined, { 'x-nc-caldav-no-trashbin': '1' });
    expect(await status(at('MKCALENDAR', 'admin', '/calendars/admin/icane'))).toBe(201);
  });

  it('are rationed where the server asks everybody', async () => {
    const { at, server } = await open();
    Object.assign(server.settings.collectionLimits, { enforced: true, calendars: 4, creationsPerHour: 3 });
    const made = (uri: string) => status(at('MKCALENDAR', 'admin', `/calendars/admin/${uri}`));
    expect([await made('a'), await made('b'), await made('c'), await made('d')]).toEqual([201, 201, 403, 429]);
  });

  it('are still there after the state was kept', async () => {
    const { at, server } = await open();
    await at('PUT', 'admin', '/calendars/admin/icane/one.ics', event('one'));
    const kept = server.snapshot().collections;
    expect(kept.find(({ uri, kind }) => uri === 'icane' && kind === 'calendar')).toMatchObject({
      shares: [{ principal: 'principals/groups/readers', readOnly: true }, { readOnly: false }],
      objects: [['one.ics', { uid: 'one' }]],
    });
  });
});
