import type { PersonId, PolicyTable } from '@passerelle/model';
import { desiredCommunity } from './desired.ts';
import type { CommunityStandings, TargetView } from './input.ts';
import { levelOfStations } from './person-grants.ts';

/** Where grants go to people: who of a community has something there, and so an account. Whoever has nothing there is none of its business. */
export function* servedPeople(
  target: TargetView,
  instanceAccess: PolicyTable,
  standings: CommunityStandings,
): Generator<PersonId> {
  const desired = desiredCommunity(target, instanceAccess, standings);
  const spaces = [...desired.spaces.values()];
  for (const [person, stations] of desired.stations) {
    if (spaces.some((space) => levelOfStations(desired, space, stations) !== 'none')) yield person;
  }
}
