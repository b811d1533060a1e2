import { message, type Message, type PersonId } from '@passerelle/model';

export interface ApprovalQuestion {
  readonly block: { readonly state: 'waiting' | 'approved' | 'refused' | 'obsolete' };
  /** Null: not a named person (a job, an anonymous shell). */
  readonly actor: PersonId | null;
  /** Whose act led to the block, and in which quality; null: a source's reading, or time. */
  readonly authorOfAct: { readonly person: PersonId; readonly as: 'administrator' | 'technicien' } | null;
  readonly administrators: readonly PersonId[];
}
export type ApprovalAnswer = { readonly isAllowed: true } | { readonly isAllowed: false; readonly reason: Message };

const refused = (code: string): ApprovalAnswer => ({ isAllowed: false, reason: message(code) });

/**
 * Who may say yes to a block: a named administrator; where there are two, another than the one whose act it is; never the technicien whose act it is,
 * be they administrator besides.
 */
export function mayApprove({ block, actor, authorOfAct, administrators }: ApprovalQuestion): ApprovalAnswer {
  if (block.state !== 'waiting') return refused('guard.approval.decided');
  if (actor === null) return refused('guard.approval.unnamed');
  if (!administrators.includes(actor)) return refused('guard.approval.not-administrator');
  if (authorOfAct?.person !== actor) return { isAllowed: true };
  if (authorOfAct.as === 'technicien') return refused('guard.approval.own-act');
  const others = administrators.filter((administrator) => administrator !== actor);
  return others.length > 0 ? refused('guard.approval.own-act') : { isAllowed: true };
}
