import type { Call, Check } from '@passerelle/connector-kit';
import { isOn, readSettings, type SiteSettings } from '../client/site.ts';
import { groupRule } from '../naming-rules.ts';
import type { Session } from '../session.ts';
import { finding, ok } from './finding.ts';

type Rule = (session: Session, settings: SiteSettings) => Check | null;

const connect: Rule = ({ config }, settings) => {
  const isConnectOn = isOn(settings, 'enable_discourse_connect') === true;
  if (isConnectOn && config.connect !== undefined) return ok('connect', 'connect.ok');
  if (isConnectOn) return finding('connect', 'warning', ['connect.no-secret', 'connect.no-secret.remedy']);
  return finding('connect', 'warning', ['connect.off', 'connect.off.remedy']);
};

/** Discourse tells the limit nowhere: it is the server's environment. What we keep to is told, and how to lift it. */
const rations: Rule = ({ config: { callsPerMinute } }) =>
  callsPerMinute === 60
    ? finding('rations', 'warning', ['rations.default', 'rations.remedy'], { calls: callsPerMinute })
    : ok('rations', 'rations.lifted', { calls: callsPerMinute });

const names: Rule = (_, settings) => {
  const length = Number(settings.get('max_username_length') ?? Number.NaN);
  const params = { length, needed: groupRule.maxLength };
  if (Number.isNaN(length)) return null;
  if (length < groupRule.maxLength) return finding('names', 'problem', ['names.short', 'names.short.remedy'], params);
  return ok('names', 'names.ok', params);
};

const flag =
  (id: string, setting: string, expected: boolean, state: 'warning' | 'problem'): Rule =>
  (_, settings) => {
    const value = isOn(settings, setting);
    if (value === null) return null;
    return value === expected ? ok(id, `${id}.ok`) : finding(id, state, [`${id}.wrong`, `${id}.remedy`]);
  };

/** An account that nobody has woken is removed by Discourse after so many days. */
const sleepers: Rule = ({ config }, settings) => {
  const days = Number(settings.get('purge_unactivated_users_grace_period_days') ?? Number.NaN);
  if (Number.isNaN(days) || config.accounts.activation === 'at-once' || config.connect === undefined) return null;
  return days === 0
    ? ok('sleepers', 'sleepers.ok')
    : finding('sleepers', 'warning', ['sleepers.wrong', 'sleepers.remedy'], { days });
};

const rules: readonly Rule[] = [
  connect,
  rations,
  names,
  flag('moderation', 'enable_category_group_moderation', true, 'warning'),
  flag('overrides-groups', 'discourse_connect_overrides_groups', false, 'problem'),
  flag('approval', 'must_approve_users', false, 'warning'),
  flag('hidden-addresses', 'hide_email_address_taken', false, 'warning'),
  flag('overrides-name', 'auth_overrides_name', true, 'warning'),
  flag('overrides-email', 'auth_overrides_email', true, 'warning'),
  flag('overrides-username', 'auth_overrides_username', false, 'warning'),
  sleepers,
  flag('reply-by-mail', 'reply_by_email_enabled', true, 'warning'),
];

/** Site settings that change what Passerelle can do, or that would undo it. */
export async function* checkSettings(session: Session, call: Call): AsyncGenerator<Check> {
  const settings = await readSettings(session, call);
  if (settings === null) {
    yield finding('settings', 'unknown', ['settings.hidden', 'settings.hidden.remedy']);
    return;
  }
  for (const rule of rules) {
    const told = rule(session, settings);
    if (told !== null) yield told;
  }
}
