import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { PROVIDER, field, secretOf, session, type Answer, type Session } from '../test-session.ts';
import { appScenario } from './app-scenario.ts';
import exceptions from './exceptions.json' with { type: 'json' };
import { documentsArePresent, officialOperations, operationFor } from './official-documents.ts';

if (!documentsArePresent) {
  console.warn('SKIPPED: the check against Nextcloud’s OpenAPI documents; ../shared/contracts/nextcloud is not there.');
}

const ajv = new Ajv({ strict: false, allErrors: true, formats: { int64: true, double: true } });
const operations = documentsArePresent ? officialOperations() : [];
const deviations = new Set<string>();
const checked = new Set<string>();
const allowed = new Set(exceptions.flatMap(({ deviations: listed }) => listed));

/** Notes every way in which an answer differs from what the document says about its operation and status. */
const check = (method: string, path: string, answer: Answer): void => {
  const operation = operationFor(operations, method, path);
  if (operation === undefined) throw new Error(`no document describes ${method} ${path}`);
  const key = `${operation.id} ${answer.http}`;
  checked.add(key);
  const schema = operation.answers.get(answer.http);
  if (schema === undefined) {
    deviations.add(`${key}: status is not described`);
    if (field(answer.body, 'ocs', 'meta', 'status') !== 'failure') deviations.add(`${key}: not even an OCS envelope`);
    return;
  }
  const validate = ajv.compile(schema);
  if (validate(answer.body)) return;
  for (const error of validate.errors ?? []) {
    const at = error.instancePath.replace(/\/\d+(?=\/|$)/g, '/*');
    deviations.add(`${key}: ${at} ${error.message ?? error.keyword}`);
  }
};

type Step = readonly [method: string, path: string, body?: unknown, as?: Parameters<Session['ocs']>[3]];
const C = '/ocs/v2.php/cloud';
const F = '/index.php/apps/groupfolders/folders';
const S = '/ocs/v2.php/apps/files_sharing/api/v1/shares';
const O = '/ocs/v2.php/apps/user_oidc/api/v1/user';
const alice = secretOf('alice');
const newPerson = { userid: 'alice', password: 'password-of-alice', displayName: 'Alice', email: 'a@example.org' };

const scenario: readonly Step[] = [
  ['GET', '/status.php', undefined, null],
  ['GET', `${C}/capabilities`, undefined, null],
  ['GET', `${C}/capabilities`],
  ['GET', '/ocs/v2.php/core/getapppassword'],
  ['GET', '/ocs/v2.php/core/getapppassword', undefined, 'bearer'],
  ['GET', '/ocs/v2.php/core/getapppassword', undefined, null],
  ['POST', `${C}/groups`, { groupid: 'g', displayname: 'G' }],
  ['POST', `${C}/groups`, { groupid: 'g' }],
  ['POST', `${C}/groups`, { groupid: 'g' }, null],
  ['PUT', `${C}/groups/g`, { key: 'displayname', value: 'GG' }],
  ['PUT', `${C}/groups/g`, { key: 'x', value: 'GG' }],
  ['PUT', `${C}/groups/none`, { key: 'displayname', value: 'GG' }],
  ['POST', `${C}/users`, { ...newPerson, groups: ['g'], quota: '1 GB', language: 'fr' }],
  ['POST', `${C}/users`, newPerson],
  ['POST', `${C}/users`, newPerson, null],
  ['POST', `${C}/groups`, { groupid: 'x' }, alice],
  ['PUT', `${C}/groups/g`, { key: 'displayname', value: 'x' }, alice],
  ['GET', `${C}/users`],
  ['GET', `${C}/users`, undefined, null],
  ['GET', `${C}/users/details`],
  ['GET', `${C}/users/details?search=nobody-at-all`],
  ['GET', `${C}/users/disabled`],
  ['GET', `${C}/users/recent`],
  ['GET', `${C}/user`, undefined, alice],
  ['GET', `${C}/users/alice`],
  ['GET', `${C}/users/alice`, undefined, null],
  ['GET', `${C}/users/nobody`],
  ['PUT', `${C}/users/alice`, { key: 'email', value: 'b@example.org' }],
  ['PUT', `${C}/users/alice`, { key: 'email', value: 'nope' }],
  ['PUT', `${C}/users/alice/disable`],
  ['GET', `${C}/users/disabled`],
  ['PUT', `${C}/users/alice/enable`],
  ['PUT', `${C}/users/nobody/enable`],
  ['PUT', `${C}/users/nobody/disable`],
  ['GET', `${C}/groups`],
  ['GET', `${C}/groups/details`],
  ['GET', `${C}/groups/g`],
  ['GET', `${C}/groups/g/users`],
  ['GET', `${C}/groups/g/users`, undefined, alice],
  ['GET', `${C}/groups/none/users`],
  ['GET', `${C}/groups/g/users/details`],
  ['GET', `${C}/users/alice/groups`],
  ['POST', `${C}/users/alice/groups`, { groupid: 'g' }],
  ['POST', `${C}/users/alice/groups`, { groupid: 'none' }],
  ['POST', `${C}/users/alice/subadmins`, { groupid: 'g' }],
  ['GET', `${C}/users/alice/subadmins`],
  ['GET', `${C}/groups/g/subadmins`],
  ['DELETE', `${C}/users/alice/subadmins?groupid=g`],
  ['DELETE', `${C}/users/alice/subadmins?groupid=g`],
  ['POST', O, { providerId: 1, userId: 'p' }],
  ['POST', O, { providerId: 1, userId: 'p' }, alice],
  ['POST', O, { providerId: 1, userId: 'p' }, null],
  ['DELETE', `${O}/alice`],
  ['DELETE', `${O}/p`],
  ['GET', F],
  ['GET', F, undefined, null],
  ['POST', F, { mountpoint: 'Team' }],
  ['POST', F, { mountpoint: 'Team' }],
  ['POST', F, { mountpoint: 'Team' }, alice],
  ['POST', `${F}/1/groups`, { group: 'g' }],
  ['POST', `${F}/1/groups`, { group: 'g' }],
  ['POST', `${F}/1/groups/g`, { permissions: 15 }],
  ['POST', `${F}/1/quota`, { quota: 1_000_000 }],
  ['POST', `${F}/1/acl`, { acl: true }],
  ['POST', `${F}/1/manageACL`, { mappingType: 'group', mappingId: 'g', manageAcl: true }],
  ['POST', `${F}/1/manageACL`, { mappingType: 'user', mappingId: 'alice', manageAcl: true }],
  ['PUT', `${F}/1`, { mountPoint: 'Team 2' }],
  ['POST', `${F}/1/mountpoint`, { mountpoint: 'Team 3' }],
  ['GET', F],
  ['GET', `${F}/1`],
  ['GET', `${F}/9`],
  ['DELETE', `${F}/1/groups/g`],
  ['DELETE', `${F}/1`],
  ['DELETE', `${F}/1`],
  ['POST', S, { path: '/X', shareType: 1, shareWith: 'g' }],
  ['POST', S, { path: '/X', shareType: 1, shareWith: 'none' }],
  ['POST', S, { path: '/X', shareType: 1, shareWith: 'g', permissions: 99 }],
  ['POST', S, { path: '/X', shareType: 55, shareWith: 'g' }],
  ['POST', S, {}, null],
  ['GET', S],
  ['GET', `${S}?path=/none`],
  ['GET', `${S}?shared_with_me=true`, undefined, alice],
  ['GET', `${S}/1`],
  ['GET', `${S}/9`],
  ['PUT', `${S}/1`, { permissions: 1 }],
  ['PUT', `${S}/1`, {}],
  ['PUT', `${S}/1`, { permissions: 15 }, alice],
  ['PUT', `${S}/9`, { permissions: 1 }],
  ['DELETE', `${S}/1`, undefined, alice],
  ['DELETE', `${S}/1`],
  ['DELETE', `${S}/1`],
  ['DELETE', `${C}/users/alice/groups?groupid=g`],
  ['DELETE', `${C}/users/alice/groups?groupid=none`],
  ['DELETE', `${C}/groups/g`],
  ['DELETE', `${C}/groups/g`],
  ['DELETE', `${C}/users/alice`],
  ['DELETE', `${C}/users/alice`],
];

describe.skipIf(!documentsArePresent)('answers against Nextcloud’s own OpenAPI documents', () => {
  it('differ only where the list of exceptions says why', async () => {
    const { call, dav, server } = await session({ oidc: PROVIDER });
    await dav('MKCOL', 'admin', '/X');
    for (const [method, path, body, as] of [...appScenario, ...scenario]) {
      const answer = await call(method, path, {
        ...(body === undefined ? {} : { body }),
        ...(as === undefined ? {} : { as }),
      });
      check(method, path, answer);
      // Refused strangers are part of the walk; they must not lock it out.
      server.resetBruteForce();
    }
    expect([...deviations].filter((each) => !allowed.has(each)).sort()).toEqual([]);
  });

  it('have no exception that is no longer needed, and each says why', () => {
    expect([...allowed].filter((each) => !deviations.has(each))).toEqual([]);
    for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(20);
  });

  it('were checked for every operation that the stand-in serves', () => {
    expect(checked.size).toBeGreaterThan(80);
  });
});
