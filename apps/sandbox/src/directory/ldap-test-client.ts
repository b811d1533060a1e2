import ldapjs from 'ldapjs';

/** The client half of `ldapjs` with promises, for the tests of this folder only; the product uses another client. */
export interface LdapTestClient {
  readonly raw: ldapjs.Client;
  bind(dn: string, password: string): Promise<void>;
  add(dn: string, attributes: Readonly<Record<string, readonly string[]>>): Promise<void>;
  modify(dn: string, operation: 'add' | 'delete' | 'replace', type: string, values: readonly string[]): Promise<void>;
  rename(dn: string, newDn: string): Promise<void>;
  remove(dn: string): Promise<void>;
  close(): Promise<void>;
}
export interface TestAnswer {
  /** LDAP result code, or `closed` when the connection was cut before the end. */
  readonly code: number | 'closed';
  readonly rows: readonly { readonly dn: string; readonly attributes: Record<string, string[]> }[];
}

export function ldapTestClient(url: string): LdapTestClient {
  const raw = ldapjs.createClient({ url, connectTimeout: 5_000 });
  let broken: Error | undefined;
  raw.on('error', (error: Error) => (broken = error));
  const done = (start: (callback: (error: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      if (broken !== undefined) {
        reject(broken);
        return;
      }
      raw.once('error', reject);
      raw.once('close', () => reject(new Error('the connection was cut')));
      start((error) => (error === null ? resolve() : reject(error)));
    });
  return {
    raw,
    bind: (dn, password) => done((callback) => raw.bind(dn, password, callback)),
    add: (dn, attributes) => done((callback) => raw.add(dn, attributes, callback)),
    modify(dn, operation, type, values) {
      const modification = new ldapjs.Attribute({ type, values });
      return done((callback) => raw.modify(dn, new ldapjs.Change({ operation, modification }), callback));
    },
    rename: (dn, newDn) => done((callback) => raw.modifyDN(dn, newDn, callback)),
    remove: (dn) => done((callback) => raw.del(dn, callback)),
    close: () =>
      new Promise((resolve) => {
        raw.once('close', () => resolve());
        raw.destroy();
        setImmediate(resolve);
      }),
  };
}

export async function plainSearch(
  client: LdapTestClient,
  base: string,
  filter = '(objectClass=*)',
  attributes: readonly string[] = [],
): Promise<TestAnswer> {
  const pages = await search(client, base, { filter, attributes: [...attributes], scope: 'sub' });
  return pages[0] ?? { code: 'closed', rows: [] };
}

/** Every page that came, the last one with the result code of the whole. */
export function pagedSearch(
  client: LdapTestClient,
  base: string,
  filter: string,
  pageSize: number,
): Promise<TestAnswer[]> {
  return search(client, base, { filter, scope: 'sub', paged: { pageSize, pagePause: false } });
}

function search(client: LdapTestClient, base: string, options: ldapjs.SearchOptions): Promise<TestAnswer[]> {
  return new Promise((resolve, reject) => {
    const pages: TestAnswer[] = [];
    let rows: { dn: string; attributes: Record<string, string[]> }[] = [];
    const finish = (code: number | 'closed'): void => {
      if (rows.length > 0 || pages.length === 0) pages.push({ code, rows });
      resolve(pages);
    };
    client.raw.once('close', () => finish('closed'));
    client.raw.search(base, options, (error, response) => {
      if (error !== null) {
        reject(new Error(error.message));
        return;
      }
      response.on('searchEntry', (entry) => {
        const attributes = entry.attributes.map(({ type, values }): [string, string[]] => [type, [values].flat()]);
        rows.push({ dn: String(entry.objectName), attributes: Object.fromEntries(attributes) });
      });
      response.on('page', () => {
        pages.push({ code: 0, rows });
        rows = [];
      });
      response.on('end', (result) => finish(result?.status ?? 0));
      response.on('error', (failure) => finish('code' in failure && failure.code !== 80 ? failure.code : 'closed'));
    });
  });
}
