import {
  communityOfKey,
  compareLevels,
  message,
  partOfKey,
  toolOfKey,
  type Change,
  type Grant,
  type Message,
  type SpaceKey,
} from '@passerelle/model';
import type { PlanFinding, PlannedEffect, PlannedOperation } from './output.ts';

/**
 * Operations, effects and findings as sentences: a code with parameters. Parameters hold ids and keys (`person`, `community`, `group`, `tool`, `level`,
 * and lists of them joined by a comma); `sayPlanned` puts the words in, and the caller the names.
 */
export function tellOperation(operation: PlannedOperation): Message {
  const { change, hold, before } = operation;
  switch (change.kind) {
    case 'account':
      return tellAccount(change, hold);
    case 'group': {
      const ids = { group: change.group, community: communityOfKey(change.group) };
      if (change.verb === 'adopt') return message('op.group.adopt', { ...ids, native: change.native });
      return message(`op.group.${change.verb}`, { ...ids, label: change.label, before: labelOf(before) });
    }
    case 'membership':
      return tellMembership(change);
    case 'space': {
      const ids = { space: change.space, community: communityOfKey(change.space), tool: toolName(change.space) };
      if (change.verb === 'adopt') return message('op.space.adopt', { ...ids, native: change.native });
      return message(`op.space.${change.verb}`, { ...ids, label: change.label, before: labelOf(before) });
    }
    case 'grant':
      return tellGrant(change, hold);
    case 'entry':
      return tellEntry(change, hold);
  }
}

function tellGrant(change: Change & { kind: 'grant' }, hold: PlannedOperation['hold']): Message {
  const { space } = change;
  const ids = { space, community: communityOfKey(space), tool: toolName(space) };
  switch (change.verb) {
    case 'change': {
      const { direction, grants } = change;
      return message(`op.grant.${hold === null ? direction : 'confirm'}`, { ...ids, grants: listGrants(grants) });
    }
    case 'change-for': {
      const { person, before, level, direction } = change;
      const how = level === 'none' ? 'end' : before === 'none' ? 'give' : direction;
      return message(`op.grant.for.${hold === null ? how : 'confirm'}`, { ...ids, person, from: before, level });
    }
    case 'put-back':
      return message('op.grant.put-back', { ...ids, account: change.account });
  }
}

function tellEntry(change: Change & { kind: 'entry' }, hold: PlannedOperation['hold']): Message {
  const { space, entry } = change;
  const ids = { space, community: communityOfKey(space), tool: toolName(space) };
  if (change.verb === 'remove')
    return toolOfKey(space) === 'contacts'
      ? message('op.entry.card.remove', { ...ids, person: entry })
      : message('op.entry.meeting.remove', { ...ids, entry });
  // Held: somebody deleted it there, or changed it.
  const how = hold === null ? change.verb : change.verb === 'create' ? 'confirm-again' : 'confirm';
  const { content } = change;
  if (content.type === 'card') return message(`op.entry.card.${how}`, { ...ids, person: entry });
  const { title, start, cancelled } = content;
  const isCalledOff = cancelled && how === 'update';
  return message(`op.entry.meeting.${isCalledOff ? 'cancel' : how}`, { ...ids, title, day: start.slice(0, 10) });
}

/** `forum`, or `forum/annonces` for a part of it. */
function toolName(space: SpaceKey): string {
  const part = partOfKey(space);
  return part === 'main' ? toolOfKey(space) : `${toolOfKey(space)}/${part}`;
}

const accountCodes = {
  create: 'op.account.create',
  provision: 'op.account.provision',
  await: 'op.account.await',
} as const;

function tellAccount(change: Change & { kind: 'account' }, hold: PlannedOperation['hold']): Message {
  const { person } = change;
  switch (change.verb) {
    case 'create':
      return message(accountCodes[change.mode], { person });
    case 'update':
      return message(hold === null ? 'op.account.update' : 'op.account.update.confirm', {
        person,
        fields: change.fields.join(','),
      });
    case 'adopt':
      return message(`op.account.adopt.${change.because}`, { person, native: change.native });
    case 'enable':
      return message(hold === null ? 'op.account.enable' : 'op.account.enable.confirm', { person });
    case 'disable':
      return message('op.account.disable', { person });
  }
}

function tellMembership(change: Change & { kind: 'membership' }): Message {
  if (change.verb === 'put-back') {
    const { group, account } = change;
    return message('op.membership.put-back', { group, account, community: communityOfKey(group) });
  }
  const { person, community, add, remove } = change;
  const how = remove.length === 0 ? 'join' : add.length === 0 ? 'leave' : 'move';
  return message(`op.membership.${how}`, { person, community, joined: add.join(','), left: remove.join(',') });
}

const listGrants = (grants: readonly Grant[]): string =>
  grants.map(({ group, level }) => `${group}=${level}`).join(',');

function labelOf(before: unknown): string {
  const isLabelled = typeof before === 'object' && before !== null && 'label' in before;
  return isLabelled && typeof before.label === 'string' ? before.label : '';
}

/** What a change means for one person in one tool. */
export function tellEffect({ person, community, tool, part, before, after }: PlannedEffect): Message {
  const isLoss = compareLevels(tool, after, before) < 0;
  const code = !isLoss ? 'effect.gain' : after === 'none' ? 'effect.end' : 'effect.loss';
  return message(code, {
    person,
    community,
    tool: part === undefined ? tool : `${tool}/${part}`,
    before,
    level: after,
  });
}

export function tellFinding(finding: PlanFinding): Message {
  switch (finding.kind) {
    case 'drift': {
      const { resource, nature, key, community, person, detail } = finding;
      const text = (name: string): string => (typeof detail[name] === 'string' ? detail[name] : '');
      const ids = { key, community: community ?? '', group: text('group'), space: text('space'), person: person ?? '' };
      // Of a grant: to a group, or to a person; of an account: closed, or its address moved.
      const isOther =
        (resource === 'grant' && text('group') === '') || (resource === 'account' && text('field') === 'email');
      const what = isOther ? (resource === 'grant' ? 'grant-for' : 'address') : resource;
      if (resource === 'entry') return message(`finding.drift.${nature}.${text('type')}`, { ...ids, day: text('day') });
      return message(`finding.drift.${nature}.${what}`, { ...ids, who: person ?? text('label') });
    }
    case 'waiting':
      return message(`finding.waiting.${finding.reason}`, { person: finding.person });
    case 'depends':
      return message(`finding.depends.${finding.reason}`, { key: finding.key, on: finding.on });
    case 'withheld':
      return message(`finding.withheld.${finding.reason}`, { key: finding.key, community: finding.community ?? '' });
    case 'protected':
      return message(`finding.protected.${finding.reason}`, { native: finding.native, person: finding.person });
    case 'vanished':
      return message(`finding.vanished.${finding.resource}`, { key: finding.key, person: finding.key });
  }
}
