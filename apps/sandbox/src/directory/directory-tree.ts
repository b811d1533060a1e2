import { checkEntry } from './entry-rules.ts';
import {
  COMPUTED,
  type DirectoryEntry,
  type EntryAttribute,
  hasObjectClass,
  OPERATIONAL,
  STANDARD_ATTRIBUTES,
  valuesOf,
} from './directory-entry.ts';
import { dnKey, formatDn, nameKey, parseDn, type RelativeName } from './distinguished-name.ts';
import { LdapFailure, RESULT } from './ldap-failure.ts';
import { changeSequenceNumber, generalizedTime, withOperational } from './operational-attributes.ts';
import { ValueIndex } from './value-index.ts';
import { matchingForm } from './value-matching.ts';

export type SearchScope = 'base' | 'one' | 'sub';
export interface Modification {
  readonly operation: 'add' | 'delete' | 'replace';
  readonly attribute: string;
  readonly values: readonly string[];
}
interface Node {
  entry: DirectoryEntry;
  readonly parent: string;
  readonly children: Set<string>;
}

const GROUP_CLASS = 'groupOfNames';

/**
 * The entries, in memory. Pure but for the clock: no network, no file. Every write either happens whole or throws an LdapFailure.
 * Like slapd's memberof overlay with `memberof-refint`, a renamed or deleted entry is followed in the groups, and membership is no
 * write to the person: the person's modifyTimestamp stays (measured, facts on OpenLDAP 2.5.13).
 */
export class DirectoryTree {
  readonly suffix: string;
  readonly #now: () => Date;
  readonly #nodes = new Map<string, Node>();
  readonly #groupsOf = new Map<string, Set<string>>();
  readonly #values = new ValueIndex();
  readonly #attributeNames = new Set<string>(STANDARD_ATTRIBUTES);
  readonly #integrity: boolean;
  #changes = 0;

  /** @param integrity whether groups follow renamed and deleted entries */
  constructor(suffix: string, now: () => Date, integrity = true) {
    this.#integrity = integrity;
    this.suffix = dnKey(suffix);
    this.#now = now;
  }

  get size(): number {
    return this.#nodes.size;
  }

  get(dn: string): DirectoryEntry | undefined {
    return this.#nodes.get(dnKey(dn))?.entry;
  }

  all(): DirectoryEntry[] {
    return [...this.#nodes.values()].map((node) => node.entry);
  }

  /** Entries within the scope, parents first. @throws LdapFailure 32 when the base does not exist */
  *within(base: string, scope: SearchScope): Generator<DirectoryEntry> {
    const key = dnKey(base);
    const node = this.#nodes.get(key);
    if (node === undefined) throw new LdapFailure(RESULT.noSuchObject, '');
    if (scope !== 'one') yield node.entry;
    if (scope === 'base') return;
    const waiting = [...node.children];
    for (let at = 0; at < waiting.length; at++) {
      const child = this.#nodes.get(waiting[at] ?? '');
      if (child === undefined) continue;
      yield child.entry;
      if (scope === 'sub') waiting.push(...child.children);
    }
  }

  /** Whether the schema knows the attribute: a standard one, or one that some entry has had. */
  knows(attribute: string): boolean {
    return this.#attributeNames.has(attribute.toLowerCase()) || OPERATIONAL.has(attribute.toLowerCase());
  }

  /** Entries that hold exactly this value, by an index; undefined when the attribute has none. */
  holding(attribute: string, value: string): DirectoryEntry[] | undefined {
    const keys = this.#values.find(attribute, value);
    return keys === undefined ? undefined : [...keys].flatMap((key) => this.#nodes.get(key)?.entry ?? []);
  }

  /** Whether an entry lies within the scope of a search. */
  isWithin(entry: DirectoryEntry, base: string, scope: SearchScope): boolean {
    const [key, top] = [dnKey(entry.dn), dnKey(base)];
    if (key === top) return scope !== 'one';
    if (scope === 'one') return this.#nodes.get(key)?.parent === top;
    return scope === 'sub' && key.endsWith(`,${top}`);
  }

  /** DNs of the groups that name this entry: the value of `memberOf`. */
  groupsOf(dn: string): string[] {
    const groups = this.#groupsOf.get(dnKey(dn)) ?? [];
    return [...groups].map((key) => this.#nodes.get(key)?.entry.dn ?? '').filter((name) => name !== '');
  }

  hasChildren(dn: string): boolean {
    return (this.#nodes.get(dnKey(dn))?.children.size ?? 0) > 0;
  }

  add(dn: string, given: readonly { name: string; values: readonly string[] }[], by: string): DirectoryEntry {
    const name = parseDn(dn);
    const key = nameKey(name);
    if (this.#nodes.has(key)) throw new LdapFailure(RESULT.entryAlreadyExists, '');
    const parent = nameKey(name.slice(1));
    if (key !== this.suffix && !this.#nodes.has(parent)) throw new LdapFailure(RESULT.noSuchObject, '');
    const attributes = new Map<string, EntryAttribute>();
    for (const { name: attribute, values } of given) {
      refuseComputed(attribute);
      if (values.length > 0) addValues(attributes, attribute, values);
    }
    // slapd adds the naming values that the client left out.
    addNamingValues(attributes, name[0] ?? []);
    checkEntry(name[0] ?? [], attributes);
    const facts = { dnKey: key, at: this.#now(), change: ++this.#changes, by };
    const entry = { dn: formatDn(name), attributes: withOperational(attributes, facts) };
    this.#nodes.set(key, { entry, parent, children: new Set() });
    this.#nodes.get(parent)?.children.add(key);
    this.#index(key, entry, 1);
    return entry;
  }

  modify(dn: string, modifications: readonly Modification[], by: string): void {
    const { key, node } = this.#existing(dn);
    const attributes = new Map(node.entry.attributes);
    for (const modification of modifications) {
      refuseComputed(modification.attribute);
      applyModification(attributes, modification);
    }
    checkEntry(parseDn(node.entry.dn)[0] ?? [], attributes);
    this.#replace(key, node, { dn: node.entry.dn, attributes: this.#stamped(attributes, by) });
  }

  delete(dn: string): void {
    const { key, node } = this.#existing(dn);
    if (node.children.size > 0)
      throw new LdapFailure(RESULT.notAllowedOnNonLeaf, 'subordinate objects must be deleted first');
    if (this.#integrity)
      for (const group of [...(this.#groupsOf.get(key) ?? [])]) this.#rewriteMember(group, key, undefined);
    this.#index(key, node.entry, -1);
    this.#nodes.delete(key);
    this.#nodes.get(node.parent)?.children.delete(key);
  }

  /** Renames an entry, or moves it with all that is under it. `newSuperior` undefined keeps it where it is. */
  rename(dn: string, newRdn: string, deleteOldRdn: boolean, newSuperior: string | undefined, by: string): void {
    const { key, node } = this.#existing(dn);
    const oldName = parseDn(node.entry.dn);
    const rdn = parseDn(newRdn)[0];
    if (rdn === undefined || parseDn(newRdn).length !== 1)
      throw new LdapFailure(RESULT.invalidDnSyntax, 'invalid new RDN');
    const superior = newSuperior === undefined ? oldName.slice(1) : parseDn(newSuperior);
    const newKey = nameKey([rdn, ...superior]);
    if (!this.#nodes.has(nameKey(superior))) throw new LdapFailure(RESULT.noSuchObject, '');
    if (newKey !== key && this.#nodes.has(newKey)) throw new LdapFailure(RESULT.entryAlreadyExists, '');
    if (newKey.endsWith(`,${key}`))
      throw new LdapFailure(RESULT.unwillingToPerform, 'cannot place an entry below itself');
    const attributes = new Map(node.entry.attributes);
    if (deleteOldRdn) for (const part of oldName[0] ?? []) removeValues(attributes, part.attribute, [part.value]);
    addNamingValues(attributes, rdn);
    checkEntry(rdn, attributes);
    this.#replace(key, node, { dn: node.entry.dn, attributes: this.#stamped(attributes, by) });
    this.#move(key, [rdn, ...superior]);
  }

  #move(key: string, name: readonly RelativeName[]): void {
    const node = this.#nodes.get(key);
    if (node === undefined) return;
    const newKey = nameKey(name);
    const entry = { dn: formatDn(name), attributes: node.entry.attributes };
    const children = [...node.children];
    this.#index(key, node.entry, -1);
    this.#nodes.delete(key);
    this.#nodes.get(node.parent)?.children.delete(key);
    const parent = nameKey(name.slice(1));
    this.#nodes.set(newKey, { entry, parent, children: new Set() });
    this.#nodes.get(parent)?.children.add(newKey);
    this.#index(newKey, entry, 1);
    if (newKey !== key && this.#integrity)
      for (const group of [...(this.#groupsOf.get(key) ?? [])]) this.#rewriteMember(group, key, entry.dn);
    for (const child of children) {
      const rdn = parseDn(this.#nodes.get(child)?.entry.dn ?? '')[0] ?? [];
      this.#move(child, [rdn, ...name]);
    }
  }

  /**
   * The overlay's own write: it leaves the group's modifyTimestamp where it was (measured on slapd 2.5.13), so an incremental reading does
   * not see it. A group that would be left without any member keeps the name of the vanished one: groupOfNames needs a member.
   */
  #rewriteMember(groupKey: string, memberKey: string, newDn: string | undefined): void {
    const node = this.#nodes.get(groupKey);
    if (node === undefined) return;
    const kept = valuesOf(node.entry, 'member').filter((value) => matchingForm('member', value) !== memberKey);
    const values = newDn === undefined ? kept : [...kept, newDn];
    if (values.length === 0) return;
    const attributes = new Map(node.entry.attributes).set('member', { name: 'member', values });
    this.#replace(groupKey, node, { dn: node.entry.dn, attributes });
  }

  #existing(dn: string): { key: string; node: Node } {
    const key = dnKey(dn);
    const node = this.#nodes.get(key);
    if (node === undefined) throw new LdapFailure(RESULT.noSuchObject, '');
    return { key, node };
  }

  #replace(key: string, node: Node, entry: DirectoryEntry): void {
    this.#index(key, node.entry, -1);
    node.entry = entry;
    this.#index(key, entry, 1);
  }

  #index(key: string, entry: DirectoryEntry, step: 1 | -1): void {
    if (step === 1) for (const name of entry.attributes.keys()) this.#attributeNames.add(name);
    if (step === 1) this.#values.add(key, entry);
    else this.#values.remove(key, entry);
    if (!hasObjectClass(entry, GROUP_CLASS)) return;
    for (const value of valuesOf(entry, 'member')) {
      const member = matchingForm('member', value);
      const groups = this.#groupsOf.get(member) ?? new Set<string>();
      if (step === 1) groups.add(key);
      else groups.delete(key);
      this.#groupsOf.set(member, groups);
    }
  }

  #stamped(attributes: Map<string, EntryAttribute>, by: string): Map<string, EntryAttribute> {
    const at = this.#now();
    const set = (name: string, value: string): unknown => attributes.set(name.toLowerCase(), { name, values: [value] });
    set('entryCSN', changeSequenceNumber(at, ++this.#changes));
    set('modifiersName', by);
    set('modifyTimestamp', generalizedTime(at));
    return attributes;
  }
}

function refuseComputed(attribute: string): void {
  if (COMPUTED.has(attribute.toLowerCase())) {
    throw new LdapFailure(RESULT.unwillingToPerform, `${attribute}: no user modification allowed`);
  }
}

function addNamingValues(attributes: Map<string, EntryAttribute>, rdn: RelativeName): void {
  for (const part of rdn) {
    const held = attributes.get(part.attribute.toLowerCase())?.values ?? [];
    const form = matchingForm(part.attribute, part.value);
    if (!held.some((value) => matchingForm(part.attribute, value) === form)) {
      addValues(attributes, part.attribute, [part.value]);
    }
  }
}

function applyModification(
  attributes: Map<string, EntryAttribute>,
  { operation, attribute, values }: Modification,
): void {
  const key = attribute.toLowerCase();
  if (operation !== 'delete') {
    if (operation === 'replace') attributes.delete(key);
    if (values.length > 0) addValues(attributes, attribute, values);
    return;
  }
  if (!attributes.has(key))
    throw new LdapFailure(RESULT.noSuchAttribute, `modify/delete: ${attribute}: no such attribute`);
  if (values.length === 0) attributes.delete(key);
  else removeValues(attributes, attribute, values);
}

function addValues(attributes: Map<string, EntryAttribute>, name: string, values: readonly string[]): void {
  const key = name.toLowerCase();
  const current = attributes.get(key);
  const all = [...(current?.values ?? []), ...values];
  const forms = new Set(all.map((value) => matchingForm(name, value)));
  if (forms.size !== all.length) {
    throw new LdapFailure(RESULT.attributeOrValueExists, `modify/add: ${name}: value #0 already exists`);
  }
  attributes.set(key, { name: current?.name ?? name, values: all });
}

function removeValues(attributes: Map<string, EntryAttribute>, name: string, values: readonly string[]): void {
  const current = attributes.get(name.toLowerCase());
  const gone = new Set(values.map((value) => matchingForm(name, value)));
  const kept = (current?.values ?? []).filter((value) => !gone.has(matchingForm(name, value)));
  if (current === undefined || kept.length !== current.values.length - gone.size) {
    throw new LdapFailure(RESULT.noSuchAttribute, `modify/delete: ${name}: no such value`);
  }
  if (kept.length === 0) attributes.delete(name.toLowerCase());
  else attributes.set(name.toLowerCase(), { name: current.name, values: kept });
}
