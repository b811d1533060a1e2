import { describe, expect, it } from 'vitest';
import { asAdmin, session, type Session } from '../test-session.ts';

const list = (rules: readonly (readonly [type: string, id: string, mask: number, permissions: number])[]): string =>
  `<d:propertyupdate xmlns:d="DAV:" xmlns:nc="http://nextcloud.org/ns"><d:set><d:prop><nc:acl-list>${rules
    .map(
      ([type, id, mask, permissions]) =>
        `<nc:acl><nc:acl-mapping-type>${type}</nc:acl-mapping-type><nc:acl-mapping-id>${id}</nc:acl-mapping-id>` +
        `<nc:acl-mask>${mask}</nc:acl-mask><nc:acl-permissions>${permissions}</nc:acl-permissions></nc:acl>`,
    )
    .join('')}</nc:acl-list></d:prop></d:set></d:propertyupdate>`;

/** A folder `Team` with `pads` in it, two groups with everything, and a person `keeper` who manages its rules. */
const padsFolder = async (): Promise<Session> => {
  const given = await session();
  const { folders, group, person, dav } = given;
  for (const gid of ['active', 'peripheral', 'keepers']) await group(gid);
  await folders('POST', '', { mountpoint: 'Team' });
  for (const gid of ['active', 'peripheral', 'keepers']) await folders('POST', '/1/groups', { group: gid });
  await folders('POST', '/1/acl', { acl: true });
  await person('keeper', ['keepers']);
  await folders('POST', '/1/manageACL', { mappingType: 'user', mappingId: 'keeper', manageAcl: true });
  await person('far', ['peripheral']);
  await person('both', ['peripheral', 'active']);
  await dav('MKCOL', 'keeper', '/Team/pads');
  return given;
};
const put = async ({ dav }: Session, login: string, path: string): Promise<number> =>
  (await dav('PUT', login, path, 'x')).http;

describe('advanced permissions (facts §3)', () => {
  it('make a folder read-only at its root and editable in one sub-folder', async () => {
    const given = await padsFolder();
    const set = await given.dav('PROPPATCH', 'keeper', '/Team', list([['group', 'peripheral', 30, 0]]));
    expect(set.http).toBe(207);
    expect(set.text).toContain('<nc:acl-list></nc:acl-list>');
    await given.dav('PROPPATCH', 'keeper', '/Team/pads', list([['group', 'peripheral', 30, 14]]));
    expect(await put(given, 'far', '/Team/x.md')).toBe(403);
    expect(await put(given, 'far', '/Team/pads/x.md')).toBe(201);
    const read = await given.dav('PROPFIND', 'keeper', '/Team/pads', undefined, { depth: '0' });
    expect(read.text).toContain('<nc:acl-permissions>14</nc:acl-permissions>');
    expect(read.text).toMatch(/<nc:inherited-acl-list><nc:acl>.*<nc:acl-permissions>0</);
  });

  it('deny somebody who is also in a group without a rule, until that group has its own', async () => {
    const given = await padsFolder();
    await given.dav('PROPPATCH', 'keeper', '/Team', list([['group', 'peripheral', 30, 0]]));
    expect(await put(given, 'both', '/Team/x.md')).toBe(403);
    const both = list([['group', 'peripheral', 30, 0], ['group', 'active', 30, 30]]); // prettier-ignore
    await given.dav('PROPPATCH', 'keeper', '/Team', both);
    expect(await put(given, 'both', '/Team/x.md')).toBe(201);
    expect(await put(given, 'far', '/Team/y.md')).toBe(403);
  });

  it('hide a node altogether, cannot give more than the folder does, and are cleared by an empty list', async () => {
    const given = await padsFolder();
    const { dav, folders } = given;
    await dav('PROPPATCH', 'keeper', '/Team/pads', list([['user', 'far', 31, 0]]));
    expect((await dav('PROPFIND', 'far', '/Team/pads')).http).toBe(404);
    expect((await dav('PROPFIND', 'far', '/Team')).text).not.toContain('pads');
    await dav('PROPPATCH', 'keeper', '/Team/pads', list([]));
    expect((await dav('PROPFIND', 'far', '/Team/pads')).http).toBe(207);
    await folders('POST', '/1/groups/peripheral', { permissions: 1 });
    await dav('PROPPATCH', 'keeper', '/Team/pads', list([['user', 'far', 31, 31]]));
    expect(await put(given, 'far', '/Team/pads/x.md')).toBe(403);
  });

  it('fail with a fault for members who do not manage them, and are out of sight for those outside', async () => {
    const { call, dav } = await padsFolder();
    expect((await dav('PROPPATCH', 'far', '/Team', list([]))).http).toBe(500);
    const outside = await call('PROPPATCH', '/remote.php/dav/files/admin/Team', { as: asAdmin, raw: list([]) });
    expect(outside.http).toBe(404);
  });
});
