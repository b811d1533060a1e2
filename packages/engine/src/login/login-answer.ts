import { findPerson } from '@passerelle/store';
import type { Engine } from '../setup.ts';
import type { CarriedChange } from './carried-operations.ts';
import type { DiscourseConnectPayload } from './discourse-connect.ts';
import { accountThere, loginGroups, targetOf, type LoginQuestion } from './login-groups.ts';
import type { LoginRefusal, NothingCarried } from './login-reason.ts';
import { refusalOf, sentAddress, type VouchedAddress } from './may-log-in.ts';

export interface LoginAnswerQuestion extends LoginQuestion {
  readonly nonce: string;
  /** Both from `readDiscourseConnect`. */
  readonly returnUrl: string;
  /** Null: the login service told no address. */
  readonly email: VouchedAddress | null;
  /** The group that marks an account as ours there (`careGroup` of a Discourse), which a new account is born in; null where the platform has none. */
  readonly accountGroup: string | null;
}

/** What a login was sent with: kept by the caller until it knows that the login took place, then given to `loginDone`. */
export interface LoginSent {
  readonly changes: readonly CarriedChange[];
  /** The operation that this login does by making the account. */
  readonly account: string | null;
}

export type LoginAnswer =
  | {
      readonly answered: true;
      readonly payload: DiscourseConnectPayload;
      readonly returnUrl: string;
      readonly sent: LoginSent;
      /** Why no change of groups is in it; null when one is. */
      readonly because: NothingCarried | null;
    }
  | { readonly answered: false; readonly because: LoginRefusal };

/**
 * The answer to a DiscourseConnect login, as data to be signed. No call to the platform. What it carries stands in the audit before it is sent: should the
 * login arrive late, it can still be told that it was our hand (`ownCarried`).
 */
export async function loginAnswer(engine: Engine, question: LoginAnswerQuestion): Promise<LoginAnswer> {
  const target = targetOf(engine, question.target);
  const judged = await engine.store.transaction(
    async (tx) => {
      const person = await findPerson(tx, question.person);
      if (person === null) return { refused: 'unknown-person' as const };
      const account = await accountThere(tx, target.id, person.id);
      const address = sentAddress(person, question.email);
      const refused = await refusalOf(tx, engine, { target, person, account, address });
      return refused === null ? { refused, person, account, address } : { refused };
    },
    { isolation: 'repeatable read' },
  );
  if (judged.refused !== null) return { answered: false, because: judged.refused };
  const { person, account, address } = judged;
  const groups = await loginGroups(engine, question);
  const marks = groups.account !== null && question.accountGroup !== null ? [question.accountGroup] : [];
  const add = [...marks, ...groups.add];
  const sent: LoginSent = { changes: groups.changes, account: groups.account };
  if (groups.because === null) await keepSent(engine, question, sent);
  const about = account.protected
    ? {}
    : { ...(address === null ? {} : { email: address }), name: person.displayName, locale: person.preferredLanguage };
  return {
    answered: true,
    payload: {
      nonce: question.nonce,
      external_id: person.id,
      ...about,
      ...(add.length === 0 ? {} : { add_groups: add.join(',') }),
      ...(groups.remove.length === 0 ? {} : { remove_groups: groups.remove.join(',') }),
      suppress_welcome_message: true,
      require_activation: false,
    },
    returnUrl: question.returnUrl,
    sent,
    because: groups.because,
  };
}

async function keepSent(engine: Engine, { target, person }: LoginQuestion, { changes, account }: LoginSent) {
  const keys = (side: 'add' | 'remove') => changes.flatMap((change) => change[side].map(({ group }) => group));
  const operations = [...(account === null ? [] : [account]), ...changes.map(({ operation }) => operation)];
  await engine.store.pool.query(
    `insert into audit (actor, action, person, target, data) values ('login', 'login.answered', $1, $2, $3)`,
    [person, target, JSON.stringify({ operations, add: keys('add'), remove: keys('remove') })],
  );
}
