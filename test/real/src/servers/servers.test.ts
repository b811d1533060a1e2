import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeReal, DIRECTORY, postgresAvailable, slapdAvailable, startPostgres, startSlapd } from './index.ts';
import type { Slapd } from './index.ts';
import { answers } from './loopback-port.ts';

const examples = (file: string) => fileURLToPath(new URL(`../../../../examples/${file}`, import.meta.url));
const portOf = (url: string) => Number(new URL(url).port);

describeReal('the example directory in a real OpenLDAP', [slapdAvailable], () => {
  let slapd: Slapd | undefined;
  const search = (filter: string, ...attributes: string[]) => slapd?.search(filter, attributes) ?? '';
  beforeAll(async () => {
    slapd = await startSlapd({ ldif: examples('directory.ldif') });
  });
  afterAll(() => slapd?.stop());

  it('is taken whole, past the limit that the server puts on ordinary readers, and gives everybody an entryUUID', async () => {
    const people = await search('(objectClass=inetOrgPerson)', 'entryUUID');
    expect(people.match(/^entryUUID: /gm)).toHaveLength(300);
  });

  it('says in which groups somebody is, which only the server itself writes', async () => {
    expect(await search('(uid=marie.dubois)', 'memberOf')).toContain(`memberOf: cn=infirmiers,${DIRECTORY.groupsDn}`);
    expect(await search('(cn=Direction, Bruxelles)', 'member')).toContain('member: uid=sophie.charlier,');
  });

  it('keeps passwords from the reader', async () => {
    expect(await search('(uid=marie.dubois)', 'userPassword')).not.toContain('userPassword');
  });

  it('holds somebody without address, somebody with two, and two accounts that have ended', async () => {
    expect(await search('(uid=gerard.lecomte)', 'mail')).not.toContain('mail:');
    expect((await search('(uid=nadia.benali)', 'mail')).match(/^mail: /gm)).toHaveLength(2);
    expect((await search('(shadowExpire=*)', 'uid')).match(/^uid: .+$/gm)).toEqual([
      'uid: thierry.masson',
      'uid: ingrid.claes',
    ]);
  });

  it('takes changes, and tells what it refuses', async () => {
    const dn = `uid=marie.dubois2,${DIRECTORY.peopleDn}`;
    await slapd?.modify(`dn: ${dn}\nchangetype: modify\nreplace: sn\nsn: Renard\n-\n`);
    expect(await search('(uid=marie.dubois2)', 'sn')).toContain('sn: Renard');
    await expect(slapd?.modify(`dn: ${dn}\nchangetype: modify\ndelete: sn\n-\n`)).rejects.toThrow(
      /Object class violation/,
    );
  });
});

describeReal("Debian's PostgreSQL", [postgresAvailable], () => {
  it('starts empty, answers, and is gone after its stop', async () => {
    const postgres = await startPostgres();
    const client = new Client({ connectionString: postgres.url });
    try {
      await client.connect();
      const { rows } = await client.query<{ tables: string }>(
        "select count(*) as tables from pg_tables where schemaname = 'public'",
      );
      expect(rows).toEqual([{ tables: '0' }]);
    } finally {
      await client.end();
      await postgres.stop();
    }
    expect(await answers(portOf(postgres.url))).toBe(false);
  });
});

describeReal('a test run that is killed', [slapdAvailable, postgresAvailable], () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('leaves no server behind: %s', async (signal) => {
    const program = fileURLToPath(new URL('./start-and-hang.ts', import.meta.url));
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const ports = (JSON.parse(line.toString('utf8')) as string[]).map(portOf);
    expect(await Promise.all(ports.map(answers))).toEqual([true, true]);

    child.kill(signal);

    await vi.waitFor(async () => expect(await Promise.all(ports.map(answers))).toEqual([false, false]), {
      timeout: 20_000,
    });
  });
});
