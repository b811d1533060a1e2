/**
 * SQL: the person or the community of operation `o` was written to since its plan `p` was made, so that the next plan knows better. The same question that
 * `apply/start-batch.ts` asks before anything is sent: a login must never send what the queue would refuse to.
 */
export const writtenSince = `exists (
  select from change c
   where c.xact >= pg_snapshot_xmin(p.snapshot) and not pg_visible_in_snapshot(c.xact, p.snapshot)
     and (c.person = o.person and (o.kind = 'account' or c.community is null or c.community = o.community)
       or c.person is null and c.community = o.community))`;
