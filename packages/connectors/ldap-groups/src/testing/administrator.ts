import { escapeDnValue } from '@passerelle/ldap-client';
import { Attribute, Change, Client, EqualityFilter } from 'ldapts';

/** A directory's administrator, behind the connector's back. */
export interface Administrator {
  /** @returns the entry's entryUUID */
  add(dn: string, attributes: Readonly<Record<string, string | readonly string[]>>): Promise<string>;
  change(
    dn: string,
    operation: 'add' | 'delete' | 'replace',
    attribute: string,
    values: readonly string[],
  ): Promise<void>;
  rename(dn: string, to: string): Promise<void>;
  remove(dn: string): Promise<void>;
  dnOf(id: string): Promise<string>;
  values(dn: string, attribute: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function administrator(
  url: string,
  suffix: string,
  { dn: account, password }: { readonly dn: string; readonly password: string },
): Promise<Administrator> {
  const client = new Client({ url });
  await client.bind(account, password);
  const values = async (dn: string, attribute: string): Promise<readonly string[]> => {
    const { searchEntries } = await client.search(dn, { scope: 'base', attributes: [attribute] });
    const found = searchEntries[0]?.[attribute] ?? [];
    return [found].flat().map(String);
  };
  return {
    values,
    async add(dn, attributes) {
      const list = Object.entries(attributes).map(([type, given]) => new Attribute({ type, values: [given].flat() }));
      await client.add(dn, list);
      return (await values(dn, 'entryUUID'))[0] ?? '';
    },
    change: (dn, operation, attribute, given) =>
      client.modify(
        dn,
        new Change({ operation, modification: new Attribute({ type: attribute, values: [...given] }) }),
      ),
    rename: (dn, to) => client.modifyDN(dn, to),
    remove: (dn) => client.del(dn),
    async dnOf(id) {
      const filter = new EqualityFilter({ attribute: 'entryUUID', value: id });
      const { searchEntries } = await client.search(suffix, { scope: 'sub', filter, attributes: ['1.1'] });
      const dn = searchEntries[0]?.dn;
      if (dn === undefined) throw new Error(`nothing has the id ${id}`);
      return dn;
    },
    close: () => client.unbind(),
  };
}

/** What makes somebody of the directory. */
export const personEntry = (uid: string, base: string, sn = uid) =>
  ({
    dn: `uid=${escapeDnValue(uid)},${base}`,
    attributes: {
      objectClass: 'inetOrgPerson',
      uid,
      cn: `Zoé ${sn}`,
      sn,
      mail: `${Buffer.from(uid).toString('hex').slice(0, 40)}@example.org`,
    },
  }) as const;
