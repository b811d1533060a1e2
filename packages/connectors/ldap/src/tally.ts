import type { Shape, SourceEvent, SourceRecord } from '@passerelle/connector-kit';
import { refuseReferrals, type Page } from '@passerelle/ldap-client';
import { message } from '@passerelle/model';
import type { LdapConfig } from './config.ts';
import { fields, type Preset } from './presets.ts';

/** What the reading looked like. */
export class Tally {
  readonly #config: LdapConfig;
  readonly #mapping: Preset;
  readonly #filled: Record<string, number> = {};
  #records = 0;
  entries = 0;
  severalAddresses = 0;

  /** @param filled what the last full reading found, for a reading that looks at changed entries only */
  constructor(config: LdapConfig, mapping: Preset, filled: Readonly<Record<string, number>> = {}) {
    this.#config = config;
    this.#mapping = mapping;
    for (const field of fields) if (mapping.attributes[field].length > 0) this.#filled[field] = filled[field] ?? 0;
    if (config.groups !== undefined) this.#filled['memberships'] = this.#filled['assignments'] = 0;
  }

  count(record: SourceRecord): void {
    this.#records++;
    for (const field of Object.keys(this.#filled)) {
      const value = record[field as keyof SourceRecord];
      if (Array.isArray(value) ? value.length > 0 : value !== null && value !== '') {
        this.#filled[field] = (this.#filled[field] ?? 0) + 1;
      }
    }
  }

  /** Somebody who is there; what they carry is known from the last full reading, except for what groups say. */
  countPresent({ memberships, assignments }: Pick<SourceRecord, 'memberships' | 'assignments'>): void {
    this.#records++;
    if (memberships.length > 0) this.#filled['memberships'] = (this.#filled['memberships'] ?? 0) + 1;
    if (assignments.length > 0) this.#filled['assignments'] = (this.#filled['assignments'] ?? 0) + 1;
  }

  /** @throws ConnectorError */
  refuseReferrals(page: Page): void {
    refuseReferrals(page, this.#mapping.harmlessReferrals, 'ldap: read people');
  }

  *notices(unmet: readonly string[]): Generator<SourceEvent> {
    if (unmet.length > 0) {
      const reason = message('ldap.notice.unknown-members', {
        count: unmet.length,
        examples: unmet.slice(0, 3).join(' · '),
      });
      yield { kind: 'notice', where: this.#config.groups?.base ?? this.#config.base, reason };
    }
    if (this.severalAddresses > 0) {
      const reason = message('ldap.notice.several-addresses', { count: this.severalAddresses });
      yield { kind: 'notice', where: this.#config.base, reason };
    }
  }

  shape(): Shape {
    const { base, scope, groups } = this.#config;
    const of = groups === undefined ? '' : ` + ${groups.base} ${this.#mapping.groupFilter}`;
    return {
      scope: `${base} ${scope} ${this.#mapping.filter}${of}`,
      idField: this.#mapping.attributes.externalId.join(','),
      records: this.#records,
      filled: this.#filled,
    };
  }
}
