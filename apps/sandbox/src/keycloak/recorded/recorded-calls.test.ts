import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Directory, directoryPort, startDirectory } from '../../directory/index.ts';
import { asAdmin, asClient, idOf, postForm, type Send } from '../keycloak-test-client.ts';
import { type Keycloak, startKeycloak } from '../start-keycloak.ts';
import { IdBook, normalised, recordedCall, type RecordedCall } from './replay.ts';

const calls = readFileSync(new URL('admin-calls.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => recordedCall.parse(JSON.parse(line)));

const PEOPLE = 'ou=people,dc=example,dc=org';
const GROUPS = 'ou=groups,dc=example,dc=org';
const person = (uid: string, given: string, sn: string, mail: string, extra = ''): string =>
  `dn: uid=${uid},${PEOPLE}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${given} ${sn}\ngivenName: ${given}\nsn: ${sn}\nmail: ${mail}\n${extra}`;
const group = (name: string): string =>
  `dn: cn=${name},${GROUPS}\nobjectClass: groupOfNames\ncn: ${name}\nmember: cn=nobody,dc=example,dc=org\n`;
const LDIF = [
  'dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Exemple\n',
  `dn: ${PEOPLE}\nobjectClass: organizationalUnit\nou: people\n`,
  `dn: ${GROUPS}\nobjectClass: organizationalUnit\nou: groups\n`,
  person('agnes.dubois', 'Agnès', 'Dubois', 'agnes.dubois@example.org', 'employeeNumber: 000873\no: Réseau Ardenne\n'),
  person('agnes.dubois2', 'Agnès', 'Dubois', 'agnes.dubois2@example.org'),
  person('odile.delhaye-ren', 'Odile', 'Delhaye', 'odile.delhaye@example.org'),
  group('joined'),
  group('held'),
].join('\n');

/** Fields in which the stand-in says less than Keycloak, and counts that depend on the ten thousand people of the recording. */
const IGNORED: Readonly<Record<string, readonly string[]>> = {
  clients: ['attributes', 'defaultClientScopes', 'enabledEventTypes'],
  credentials: ['credentialData'],
  sync: ['added', 'updated', 'status'],
  'admin-events': ['representation'],
};
/** Recorded on ten thousand people, or of a list that the test cannot have: the status is compared, and not the body. */
const STATUS_ONLY = new Set([113, 131, 140]);

describe('the 153 calls recorded on Keycloak 26.7.4, replayed', () => {
  let directory: Directory;
  let keycloak: Keycloak;
  let admin: Send;
  const book = new IdBook();

  beforeAll(async () => {
    directory = await startDirectory({ ldif: LDIF });
    keycloak = await startKeycloak({ directory: directoryPort(directory) });
    admin = asAdmin(keycloak);
  });
  afterAll(async () => {
    await keycloak.stop();
    await directory.stop();
  });

  /** What the person at the recording did in between, which the recording of distinct calls does not show. */
  const between = new Map<number, () => Promise<unknown>>([
    [
      44,
      () =>
        admin('POST', '/admin/realms/cop/users', {
          username: 'one.more',
          email: 'one.more@example.org',
          enabled: true,
        }),
    ],
    [
      56,
      async () => {
        const parent = book.translate('6c9689b5-95fa-4025-addb-cf27d36be623');
        for (let at = 1; at <= 12; at++) {
          const name = `cop ${String(at).padStart(2, '0')}`;
          await admin('POST', `/admin/realms/cop/groups/${parent}/children`, { name });
        }
      },
    ],
    [
      85,
      () =>
        admin(
          'PUT',
          `/admin/realms/cop/users/${jean()}/groups/${book.translate('56f690c2-df42-4eca-8f0a-a991e0e04b4c')}`,
        ),
    ],
    [
      90,
      async () => {
        const user = keycloak.realms.get('cop')?.users.byUsername('jean.dubois');
        if (user !== undefined) user.requiredActions = [];
        const form = { client_id: 'nextcloud', client_secret: 's', username: 'jean.dubois', password: 'Passw0rd!' };
        await postForm(keycloak, '/realms/cop/protocol/openid-connect/token', { grant_type: 'password', ...form });
      },
    ],
    [
      114,
      async () => {
        const path = '/admin/realms/ldap10k/users/profile';
        const { body } = await admin('GET', path);
        await admin('PUT', path, { ...(body as object), unmanagedAttributePolicy: 'ADMIN_EDIT' });
        const realm = keycloak.realms.get('ldap10k');
        const agnes = realm?.users.byUsername('agnes.dubois');
        book.note('c901f1c7-ac87-45d6-9a84-d0552958456b', agnes?.id ?? '');
        book.note('8a815bec-7bfd-1041-97df-3f33954e7039', agnes?.attributes['LDAP_ID']?.[0] ?? '');
        book.note('20261124025024Z', agnes?.attributes['modifyTimestamp']?.[0] ?? '');
        for (const each of realm?.groups.values() ?? []) {
          if (each.name === 'joined') book.note('47623fd2-9eae-4515-a66a-b4e9c10e81cd', each.id);
          if (each.name === 'held') book.note('2937f1c8-6a7a-413c-aad4-aacba032e4cf', each.id);
        }
      },
    ],
    [
      122,
      async () => {
        const member = { operation: 'add' as const, attribute: 'member', values: [`uid=agnes.dubois,${PEOPLE}`] };
        directory.tree.modify(`cn=held,${GROUPS}`, [member], 'cn=test');
      },
    ],
    [
      124,
      () => {
        const ids = ['c901f1c7-ac87-45d6-9a84-d0552958456b', '156ef5bf-6d26-4317-ac40-f6e99719e2fb'].map((id) =>
          book.translate(id),
        );
        return admin('PUT', `/admin/realms/ldap10k/users/${ids[0]}/groups/${ids[1]}`);
      },
    ],
    [
      141,
      () =>
        admin('POST', '/admin/realms/cop/partialImport', {
          ifResourceExists: 'SKIP',
          users: [{ username: 'pi5', email: 'pi5@example.org' }],
        }),
    ],
    [149, () => admin('PUT', `/admin/realms/cop/users/${jean()}`, { enabled: false })],
    [150, () => admin('PUT', `/admin/realms/cop/users/${jean()}`, { enabled: true })],
  ]);
  const jean = (): string => book.translate('7b3ba44f-f112-4e0a-a502-aa73a8327b5a');

  it.each(
    calls.map((call): [string, RecordedCall] => [`${call.n} ${call.m} ${call.p.slice(0, 90)} → ${call.status}`, call]),
  )('%s', async (_title, call) => {
    await between.get(call.n)?.();
    const bridge = call.status === 403;
    const send = bridge ? await asClient(keycloak, 'cop', 'cop-bridge', 'bridge-secret') : admin;
    const body = typeof call.req === 'string' || call.req === undefined ? call.req : translated(call.req);
    const answer = await send(call.m, book.translate(call.p), body);
    if (call.loc !== undefined && answer.location !== null) book.note(call.loc.split('/').at(-1) ?? '', idOf(answer));
    book.learn(call.res, answer.body);
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: call.status });
    expect(answer.location?.replace(/[^/]+$/, '') ?? null).toBe(
      call.loc?.replace('http://127.0.0.1:8180', keycloak.url).replace(/[^/]+$/, '') ?? null,
    );
    if (STATUS_ONLY.has(call.n) || call.res === '<long>') return;
    const ignored = Object.entries(IGNORED).flatMap(([part, names]) => (call.p.includes(part) ? names : []));
    expect(normalised(answer.body === '' ? undefined : answer.body, ignored)).toEqual(normalised(call.res, ignored));
  });

  const translated = (value: unknown): unknown => {
    const text = book.translate(JSON.stringify(value));
    return JSON.parse(text.replaceAll('ldap://127.0.0.1:3890', directory.url));
  };
});
