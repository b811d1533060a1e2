import type { Level, NativeId } from '@passerelle/model';
import type { Session } from '../../session.ts';
import type { Creators } from './creators.ts';
import type { ReadyMadeApp, SharedWith } from './ready-made-app.ts';

/** The administrator has confirmed in the configuration that only the groups of the list may create. */
export const isRestrictionConfirmed = ({ config }: Session, tool: 'polls' | 'forms'): boolean =>
  config.creation?.[tool] === 'restricted';

export interface JudgedGrant {
  readonly group: NativeId;
  readonly level: Level | 'other';
  readonly detail: string;
}

/**
 * What each group has in a space, from the shares of each of its things and the instance's list. `create` is both: taking part here, and being on the list.
 * While creation is open to everybody the list does nothing, and stands for what will hold once it is restricted; unless the restriction is already confirmed:
 * then the level is not there yet, and a plan brings it about.
 */
export const judgeGrants = (
  session: Session,
  app: ReadyMadeApp,
  shares: readonly (readonly SharedWith[])[],
  creators: Creators,
): JudgedGrant[] => {
  const groups = new Set(shares.flatMap((each) => each.map(({ group }) => group)));
  const isWaiting = isRestrictionConfirmed(session, app.tool) && !creators.restricted;
  return [...groups].map((group) => {
    const own = shares.map((each) => each.find((share) => share.group === group));
    const isListed = creators.groups.includes(group);
    const open = creators.restricted ? '' : '; creation is open to everybody';
    const detail = own.map((share) => share?.detail ?? 'not shared').join(', ');
    const told = `${detail}${isListed ? '; on the list of creators' : ''}${open}`;
    if (own.some((share) => share === undefined || share.gives === 'other'))
      return { group, level: 'other', detail: told };
    return { group, level: isListed && !isWaiting ? 'create' : app.join, detail: told };
  });
};
