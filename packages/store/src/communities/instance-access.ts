import { validateInstancePolicy, type PolicyTable } from '@passerelle/model';
import { sql } from 'kysely';
import type { ActTx } from '../acts/act.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Tx } from '../transaction.ts';

/** The institution's own access table; empty where it has none. */
export async function getInstanceAccess({ db }: Pick<Tx, 'db'>): Promise<PolicyTable> {
  const { rows } = await sql<{ access: PolicyTable }>`select access from instance`.execute(db);
  return rows[0]?.access ?? {};
}

/** Replaces the institution's access table; every community is touched by it. True: it changed something. @throws Refusal */
export async function putInstanceAccess(tx: ActTx, access: PolicyTable): Promise<boolean> {
  const errors = validateInstancePolicy(access).filter((finding) => finding.severity === 'error');
  if (errors.length > 0) throw new Refusal(...errors.map((finding) => finding.message));
  const before = await getInstanceAccess(tx);
  if (canonicalJson(before) === canonicalJson(access)) return false;
  await sql`update instance set access = ${JSON.stringify(access)}`.execute(tx.db);
  tx.audit({ action: 'instance.access-changed', data: { before, after: access } });
  const { rows } = await sql<{ id: string }>`select id from community where recorded_until = 'infinity'`.execute(tx.db);
  for (const { id } of rows) tx.touch(null, id);
  return true;
}
