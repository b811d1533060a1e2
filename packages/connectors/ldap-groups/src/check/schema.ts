import type { Check } from '@passerelle/connector-kit';
import { valuesOf } from '@passerelle/ldap-client';
import { entryAt } from '../client/groups.ts';
import type { Ldap, Session } from '../session.ts';
import { fine, finding } from './finding.ts';

interface ObjectClass {
  readonly names: readonly string[];
  readonly superiors: readonly string[];
  /** MUST and MAY. */
  readonly attributes: readonly string[];
}

/** `( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL MUST ( member $ cn ) MAY ( … ) )`, RFC 4512 §4.1.1. */
export function parseObjectClass(text: string): ObjectClass {
  const list = (keyword: string): readonly string[] => {
    const found = new RegExp(`\\b${keyword} (?:\\(([^)]*)\\)|'?([\\w.;-]+)'?)`).exec(text);
    const words = (found?.[1] ?? found?.[2] ?? '').split(/[\s$']+/);
    return words.filter((word) => word !== '').map((word) => word.toLowerCase());
  };
  return { names: list('NAME'), superiors: list('SUP'), attributes: [...list('MUST'), ...list('MAY')] };
}

/** Everything that a class of this name allows, its superiors' included; null: there is none. */
function allowedBy(classes: ReadonlyMap<string, ObjectClass>, names: readonly string[]): ReadonlySet<string> | null {
  const allowed = new Set<string>();
  const seen = new Set<string>();
  const waiting = names.map((name) => name.toLowerCase());
  if (!waiting.every((name) => classes.has(name))) return null;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const found = classes.get(name);
    for (const attribute of found?.attributes ?? []) allowed.add(attribute);
    waiting.push(...(found?.superiors ?? []));
  }
  return allowed;
}

async function readClasses(ldap: Ldap): Promise<ReadonlyMap<string, ObjectClass> | null> {
  const filter = '(objectClass=*)';
  const root = await entryAt(ldap, { name: 'read the root', base: '', filter, attributes: ['subschemaSubentry'] });
  const base = root === null ? undefined : valuesOf(root).text('subschemaSubentry')[0];
  if (base === undefined) return null;
  const search = { name: 'read the schema', base, filter: '(objectClass=subschema)', attributes: ['objectClasses'] };
  const entry = await entryAt(ldap, search);
  const texts = entry === null ? [] : valuesOf(entry).text('objectClasses');
  if (texts.length === 0) return null;
  const classes = texts.map(parseObjectClass);
  return new Map(classes.flatMap((one) => one.names.map((name) => [name, one] as const)));
}

/** Whether the directory's schema has room for what we write. */
export async function* checkSchema({ dialect, config }: Session, ldap: Ldap): AsyncGenerator<Check> {
  const id = 'ldap-groups.schema';
  // Auxiliary classes that Active Directory adds by itself (mailRecipient and others) are not in a class's own list.
  const classes = config.preset === 'active-directory' ? null : await readClasses(ldap);
  if (classes === null) {
    yield finding(id, 'unknown', 'ldap-groups.check.schema.unknown');
    return;
  }
  const { group, external } = dialect;
  const wanted = [
    { classes: group.classes, attributes: ['cn', 'member', group.label, group.mark] },
    ...(config.externals === undefined
      ? []
      : [
          {
            classes: external.classes,
            attributes: [external.naming, external.idAttribute, 'cn', 'sn', 'mail', 'givenName', 'displayName'],
          },
        ]),
  ];
  const lacking = wanted.flatMap(({ classes: names, attributes }) => {
    const allowed = allowedBy(classes, names);
    if (allowed === null) return [names.at(-1) ?? ''];
    return attributes.filter((name) => !allowed.has(name.toLowerCase())).map((name) => `${names.at(-1)}.${name}`);
  });
  if (lacking.length === 0) yield fine(id, 'ldap-groups.check.schema.ok');
  else yield finding(id, 'problem', 'ldap-groups.check.schema.lacking', { what: lacking.join(', ') });
}
