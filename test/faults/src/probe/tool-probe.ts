import type { CommunityId, NativeId, PersonId, Tool } from '@passerelle/model';
import type { Outcome } from './outcome.ts';

/** Somebody at their keyboard. */
export interface Member {
  readonly person: PersonId;
  readonly name: string;
  readonly email: string;
}

/** A community's space of a tool, as its platform names it. */
export interface Place {
  readonly community: CommunityId;
  readonly native: NativeId;
}

/** Tries what can be done in one tool, as the member: with their login, from their address, through their door. Knows nothing of levels. */
export interface ToolProbe {
  readonly tool: Tool;
  /** Puts what is to be read, deleted, closed… in place, by somebody who may; before anybody tries anything. */
  prepare(place: Place, by: Member, members: readonly Member[]): Promise<void>;
  /** By the action's name in the table of actions. */
  readonly attempts: Readonly<Record<string, (member: Member, place: Place) => Promise<Outcome>>>;
}
