import { foldAddress, type Person, type TargetId } from '@passerelle/model';
import type { Tx } from '@passerelle/store';
import { desiredAccounts } from '../planning/desired-accounts.ts';
import { directoriesOf, type Engine, type EngineTarget } from '../setup.ts';
import type { AccountThere } from './login-groups.ts';
import type { LoginRefusal } from './login-reason.ts';
import { writtenSince } from './written-since.ts';

/** The address that the login service vouches for, as its claims `email` and `email_verified` say. */
export interface VouchedAddress {
  readonly address: string;
  readonly verified: boolean;
}

/** Whether somebody's account there has ended or ends as soon as the queue comes to it. A guard that holds the ending leaves the account as it is. */
async function ends({ client }: Tx, target: TargetId, person: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from operation o join plan p on p.id = o.plan
      where o.target = $1 and o.person = $2 and o.kind = 'account' and o.verb = 'disable' and o.state in ('planned', 'running') and o.hold is null
        and p.state = 'applying' and not ${writtenSince} limit 1`,
    [target, person],
  );
  return (rowCount ?? 0) > 0;
}

async function isWanted(tx: Tx, engine: Engine, target: EngineTarget, { id }: Person): Promise<boolean> {
  const question = { target, at: engine.now(), people: [id], directories: directoriesOf(engine) };
  for await (const account of desiredAccounts(tx.client, question)) if (account.enabled) return true;
  return false;
}

/**
 * Whether somebody else has this address there, as far as is known: an account that is linked to another person, bears another person's id, or is
 * protected. Discourse hands an account over to whoever comes with its address (facts/discourse.md §2).
 */
async function isAnothers({ client }: Tx, target: TargetId, { id }: Person, address: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from link l join person_name n on n.person = l.person
      where l.target = $1 and l.state = 'live' and l.person <> $2 and n.email_folded = $3
     union all
     select from observed o left join link l on l.target = o.target and l.native = o.a and l.state = 'live'
      where o.target = $1 and o.kind = 'account' and not o.data ? 'gone' and lower(o.data->'profile'->>'email') = lower($4)
        and l.person is distinct from $2::uuid
        and (l.person is not null or o.data->>'protected' is not null or coalesce(o.data->>'anchor', $2::text) <> $2::text)
     limit 1`,
    [target, id, foldAddress(address), address],
  );
  return (rowCount ?? 0) > 0;
}

async function waitsForAdoption({ client }: Tx, target: TargetId, person: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from operation o join plan p on p.id = o.plan
      where o.target = $1 and o.person = $2 and o.kind = 'account' and o.verb = 'adopt' and o.state = 'planned' and o.hold is not null
        and p.state in ('ready', 'applying') limit 1`,
    [target, person],
  );
  return (rowCount ?? 0) > 0;
}

/** The address to send: only the one that is known of this person, and only when the login service has verified that it is theirs. */
export const sentAddress = ({ email }: Person, vouched: VouchedAddress | null): string | null =>
  email !== null && vouched?.verified === true && foldAddress(vouched.address) === foldAddress(email) ? email : null;

export interface LoginCandidate {
  readonly target: EngineTarget;
  readonly person: Person;
  readonly account: AccountThere;
  readonly address: string | null;
}

/** Why this login must not be answered; null when it may be. */
export async function refusalOf(tx: Tx, engine: Engine, candidate: LoginCandidate): Promise<LoginRefusal | null> {
  const { target, person, account, address } = candidate;
  if (person.state !== 'active') return person.state;
  // Whoever runs the forum comes in whatever we think of them, by the account that is bound to them.
  if (account.protected) return null;
  if (account.disabledByUs || (await ends(tx, target.id, person.id))) return 'account-ends';
  if (account.native === null) {
    if (!(await isWanted(tx, engine, target, person))) return 'stands-nowhere';
    if (await waitsForAdoption(tx, target.id, person.id)) return 'adoption-waits';
    if (address === null) return 'address-unverified';
  }
  if (address !== null && (await isAnothers(tx, target.id, person, address))) return 'address-of-another';
  return null;
}
