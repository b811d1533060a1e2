import type { Check } from '@passerelle/connector-kit';
import { hasRoomInside, partNames, type PartName } from '../parts.ts';
import type { Session } from '../session.ts';
import { finding, ok } from './finding.ts';

/** Names as people see them in the configuration: they are the same in every language. */
const listed = (parts: readonly PartName[]): string => parts.join(', ');

/** What each community is given here beside its category, as the configuration says. Asks the forum nothing. */
export function* checkCommunities({ config }: Session): Generator<Check> {
  const { parts, firstTopics, notifications } = config;
  if (parts.length === 0) yield ok('parts', 'parts.none');
  else if (hasRoomInside(config)) yield ok('parts', 'parts.ok', { parts: listed(parts) });
  else yield finding('parts', 'warning', ['parts.no-room', 'parts.remedy']);
  yield ok('first-topics', firstTopics ? 'first-topics.ok' : 'first-topics.none');
  const told = (['main', ...partNames] as const).filter((place) => notifications[place] !== 'normal');
  const list = told.map((place) => `${place}: ${notifications[place]}`).join(', ');
  yield told.length === 0
    ? ok('notifications', 'notifications.none')
    : ok('notifications', 'notifications.ok', { list });
}
