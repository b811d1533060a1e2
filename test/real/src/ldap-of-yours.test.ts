/**
 * The LDAP source on a directory of yours, named by PASSERELLE_LDAP_URL, _BASE, _BIND_DN and _PASSWORD, and _PRESET where it is not OpenLDAP.
 * It only reads, and prints numbers, never a name.
 */
import { silent, type SourceEvent } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { ldap } from '@passerelle/connector-ldap';
import { createReadStream } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 600_000 });

const {
  PASSERELLE_LDAP_URL: url,
  PASSERELLE_LDAP_BASE: base,
  PASSERELLE_LDAP_BIND_DN: dn,
  PASSERELLE_LDAP_PASSWORD: password,
  PASSERELLE_LDAP_PRESET: preset = 'openldap',
} = process.env;

const connect = () =>
  ldap.connect(ldap.manifest.config.parse({ url, base, preset, bind: { dn, password } }), {
    name: 'ldap',
    logger: silent,
    now: Date.now,
    readFile: (path) => createReadStream(path),
  });

const isNamed = [url, base, dn, password].every((value) => value !== undefined);
const name = 'the LDAP source on a directory of yours';
if (!isNamed) {
  console.warn(
    `SKIPPED: ${name}. Set PASSERELLE_LDAP_URL, _BASE, _BIND_DN and _PASSWORD to run it there: it only reads.`,
  );
}

describe.skipIf(!isNamed)(isNamed ? name : `${name} [skipped: PASSERELLE_LDAP_URL is not set]`, () => {
  it('finds nothing in the way of a reading', async () => {
    const source = connect();
    try {
      const problems = [];
      for await (const check of source.check(testCall())) if (check.state === 'problem') problems.push(check);
      // A sandbox of one's own may do without TLS; people's data on a network may not.
      expect(problems.filter(({ id }) => id !== 'ldap.tls')).toEqual([]);
    } finally {
      await source.close();
    }
  });

  it('reads it to the end, twice the same', async () => {
    const read = async (): Promise<{ readonly ids: readonly string[]; readonly end: SourceEvent | undefined }> => {
      const source = connect();
      const ids: string[] = [];
      let end: SourceEvent | undefined;
      try {
        for await (const event of source.read(testCall())) {
          if (event.kind === 'record') ids.push(event.record.externalId);
          else if (event.kind === 'end') end = event;
        }
      } finally {
        await source.close();
      }
      return { ids: ids.sort(), end };
    };
    const first = await read();
    expect(first.end).toMatchObject({ state: 'complete' });
    expect(first.ids.length).toBeGreaterThan(0);
    expect(new Set(first.ids).size).toBe(first.ids.length);
    console.info(`${first.ids.length} people`);
    expect((await read()).ids).toEqual(first.ids);
  });
});
