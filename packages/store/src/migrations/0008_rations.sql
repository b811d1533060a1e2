-- Spends one call of a ration, for all workers together, in one round trip. Null: it is spent; otherwise how many seconds until the next one may be.
create function spend_ration(of_target text, of_bucket text, window_seconds double precision, allowed integer, taking boolean)
  returns double precision language plpgsql set enable_seqscan = off as $$
declare
  spent integer;
  wait double precision;
begin
  perform pg_advisory_xact_lock(hashtextextended(of_target || '/' || of_bucket, 1));
  select count(*), extract(epoch from max(r.at) filter (where r.nth >= greatest(allowed, 1)) + make_interval(secs => window_seconds) - clock_timestamp())
    into spent, wait
    from (
      select at, row_number() over (order by at desc) as nth from ration_spent
       where target = of_target and bucket = of_bucket and at > clock_timestamp() - make_interval(secs => window_seconds)) r;
  if spent >= allowed then
    return greatest(0, coalesce(wait, window_seconds));
  end if;
  -- Not waited for by the disk: a database that breaks down at this moment forgets some calls of the last second, and the platform counts for itself.
  perform set_config('synchronous_commit', 'off', true);
  insert into ration_spent (target, bucket, for_taking) values (of_target, of_bucket, taking);
  delete from ration_spent
   where target = of_target and bucket = of_bucket and at < clock_timestamp() - make_interval(secs => window_seconds * 2);
  return null;
end $$;
