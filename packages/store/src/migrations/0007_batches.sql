-- What a worker writes before and after each batch, in one round trip each. Every statement sees what the one before it wrote.
-- The plans of a function's statements are kept: made while a table was still empty, one of them would read the whole of it once it is large. These only look
-- things up by their keys, so reading a whole table is never what is wanted.

-- Is an attempt of these operations free to begin? Commits, before anything is sent, that they are tried, and by whom. Those whose person or community was
-- written since their plan was made are superseded: the next plan knows better. What another plan has done meanwhile is not sent again.
-- `known_taking`: the newest plan with something to take that the caller has seen (null: takings go in any case). When there is a newer one nothing is begun,
-- and one row without an operation says so.
create function begin_batch(of_target text, ids uuid[], new_attempt uuid, by_worker uuid, known_taking bigint)
  returns table (begun uuid, attempted_before boolean) language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
begin
  if known_taking is not null and exists (
    select from operation o join plan p on p.id = o.plan
     where o.target = of_target and o.state = 'planned' and o.hold is null and o.priority = 0 and o.phase = 'take' and p.state = 'applying'
       and p.number > known_taking)
  then
    return query select null::uuid, false;
    return;
  end if;

  with gone as (
    update operation o set state = 'superseded', ended_at = clock_timestamp()
      from plan p
     where o.id = any(ids) and o.state = 'planned' and p.id = o.plan
       and exists (
         select from change c
          where c.xact >= pg_snapshot_xmin(p.snapshot) and not pg_visible_in_snapshot(c.xact, p.snapshot)
            and (c.person = o.person and (o.kind = 'account' or c.community is null or c.community = o.community)
              or c.person is null and c.community = o.community))
    returning o.id)
  insert into audit (actor, action, operation, data)
  select 'engine', 'operation.superseded', gone.id, '{"because": "written-since"}' from gone
  on conflict do nothing;

  -- Two plans that were made side by side (somebody's command and the worker) hold the same change. What was read since then knows better, though.
  with done as (
    update operation o set state = 'already', ended_at = clock_timestamp()
      from plan p
     where o.id = any(ids) and o.state = 'planned' and o.hold is null and p.id = o.plan
       and (
         select e.verb = o.verb and e.change = o.change from operation e
          where e.person = o.person and e.target = o.target and e.kind = o.kind and e.key = o.key and e.plan <> o.plan
            and e.state in ('applied', 'already') and e.ended_at > p.created_at
            and not exists (select from observation b where b.target = e.target and b.started_at > e.ended_at)
          order by e.ended_at desc limit 1)
    returning p.act, o.person, o.community, o.target, o.id)
  insert into audit (act, actor, action, person, community, target, operation, data)
  select done.act, 'engine', 'operation.already', done.person, done.community, done.target, done.id, '{"because": "done-by-another-plan"}' from done
  on conflict do nothing;

  return query
    update operation o
       set state = 'running', attempt = new_attempt, attempts = o.attempts + 1, worker = by_worker, started_at = clock_timestamp()
     where o.id = any(ids) and o.state = 'planned' and o.hold is null
    returning o.id,
      -- This operation, or an earlier one of the same kind on the same thing, may have reached the platform without our learning of it.
      exists (
        select from operation e
         where e.target = o.target and e.kind = o.kind and e.verb = o.verb and e.key = o.key
           and e.uncertain and e.state not in ('applied', 'already'));
end $$;
create index operation_uncertain on operation (target, key) where uncertain;

-- The platform's id of something that is named by our key ({"account": person}, {"group": key}, {"space": key}) or by its own ({"native": id}). Null: there is none.
create function native_named(of_target text, named jsonb) returns text language plpgsql stable as $$
begin
  if named ? 'native' then
    return named ->> 'native';
  elsif named ? 'account' then
    return (select native from link where target = of_target and person = (named ->> 'account')::uuid and state = 'live');
  elsif named ? 'group' then
    return (select native from native_object where target = of_target and kind = 'group' and key = named ->> 'group' and state <> 'retired');
  else
    return (select native from native_object where target = of_target and kind = 'space' and key = named ->> 'space' and state <> 'retired');
  end if;
end $$;

-- What an applied operation changes in what we know: links, names, what is ours, and the observed state. See packages/engine/src/apply/trace.ts.
-- What is written to `observed` counts as `newest`, the newest reading: newer than what any reading that has begun brings.
create function leave_trace(of_target text, by_operation uuid, newest bigint, trace jsonb) returns void language plpgsql as $$
declare
  holder uuid := trace ->> 'person';
  a_native text;
  b_native text;
begin
  if trace ? 'where' and native_named(of_target, trace -> 'where') is null then
    return;
  end if;
  case trace ->> 'do'
    when 'see' then
      a_native := native_named(of_target, trace -> 'a');
      b_native := native_named(of_target, trace -> 'b');
      if a_native is not null and b_native is not null then
        insert into observed as o (target, kind, a, b, data, observation)
        values (of_target, trace ->> 'kind', a_native, b_native, trace -> 'data', newest)
        on conflict (target, kind, a, b) do update set data = excluded.data, observation = excluded.observation;
      end if;
    when 'know-whole' then
      a_native := native_named(of_target, trace -> 'of');
      if a_native is not null then
        insert into observed_container (target, container, state, observation)
        values (of_target, (trace ->> 'part') || ':' || a_native, 'complete', newest)
        on conflict do nothing;
      end if;
    when 'link' then
      -- An account that vanished from the platform and is made again has another id there; the old one is never used again.
      update link set state = 'retired'
       where target = of_target and person = holder and state = 'live' and native <> trace ->> 'native';
      insert into link as l (target, person, native, anchor, ownership, operation)
      values (of_target, holder, trace ->> 'native', trace ->> 'anchor', trace ->> 'ownership', by_operation)
      on conflict (target, native) do update set state = 'live', anchor = excluded.anchor where l.person = excluded.person;
    when 'give-address' then
      -- As a digest: enough to tell, later, that somebody has changed the address there.
      update link set address_given = encode(sha256(convert_to(lower(trim(trace ->> 'email')), 'UTF8')), 'hex')
       where target = of_target and person = holder and state = 'live';
    when 'switch' then
      update link set disabled_by_us = (trace ->> 'off')::boolean
       where target = of_target and person = holder and state = 'live';
    when 'see-account' then
      update observed set data = data || (trace -> 'data'), observation = newest
       where target = of_target and kind = 'account' and a = native_named(of_target, jsonb_build_object('account', holder));
    when 'name' then
      update native_object
         set native = coalesce(native, trace ->> 'native'), state = 'live', operation = by_operation,
             ownership = case when (trace ->> 'adopted')::boolean then 'adopted' else ownership end
       where target = of_target and kind = trace ->> 'kind' and key = trace ->> 'key' and state <> 'retired';
    when 'label' then
      update native_object set label = trace ->> 'label'
       where target = of_target and kind = trace ->> 'kind' and key = trace ->> 'key' and state <> 'retired';
    when 'own-membership' then
      insert into made_membership (target, community, person, group_key, operation)
      values (of_target, trace ->> 'community', holder, trace ->> 'group', by_operation)
      on conflict do nothing;
    when 'disown-membership' then
      delete from made_membership
       where target = of_target and community = trace ->> 'community' and person = holder and group_key = trace ->> 'group';
    when 'own-grant' then
      insert into made_grant (target, space_key, group_key, level, operation)
      values (of_target, trace ->> 'space', trace ->> 'group', trace ->> 'level', by_operation)
      on conflict (target, space_key, group_key) do update set level = excluded.level, operation = excluded.operation;
    when 'disown-grant' then
      delete from made_grant where target = of_target and space_key = trace ->> 'space' and group_key = trace ->> 'group';
    when 'own-person-grant' then
      insert into made_person_grant (target, community, person, space_key, level, operation)
      values (of_target, trace ->> 'community', holder, trace ->> 'space', trace ->> 'level', by_operation)
      on conflict (target, community, person, space_key) do update set level = excluded.level, operation = excluded.operation;
    when 'disown-person-grant' then
      delete from made_person_grant
       where target = of_target and community = trace ->> 'community' and person = holder and space_key = trace ->> 'space';
    when 'own-entry' then
      insert into made_entry (target, community, space_key, entry, digest, operation)
      values (of_target, trace ->> 'community', trace ->> 'space', trace ->> 'entry', trace ->> 'digest', by_operation)
      on conflict (target, community, space_key, entry) do update set digest = excluded.digest, operation = excluded.operation;
    when 'disown-entry' then
      delete from made_entry
       where target = of_target and community = trace ->> 'community' and space_key = trace ->> 'space' and entry = trace ->> 'entry';
  end case;
end $$;

-- What became of a batch, what that changes in what we know, and one audit record for each operation that came to its end. All or nothing: operations that are
-- no longer this attempt's belong to another worker, whose findings are the truth (error PA001).
create function record_outcomes(of_target text, of_attempt uuid, outcomes jsonb) returns void language plpgsql set enable_seqscan = off as $$
declare
  kept integer;
  newest bigint;
  one record;
begin
  update operation o
     set state = r.state, hold = r.hold, not_before = coalesce(r.not_before, o.not_before), error = r.error, attempts = o.attempts - r.spared,
         uncertain = o.uncertain or r.uncertain, recovered = r.recovered, ended_at = case when r.ended then clock_timestamp() else o.ended_at end
    from jsonb_to_recordset(outcomes) as r (
      id uuid, state text, hold text, not_before timestamptz, error jsonb, spared integer, uncertain boolean, recovered boolean, ended boolean)
   where o.id = r.id and o.attempt = of_attempt and o.state = 'running';
  get diagnostics kept = row_count;
  if kept <> jsonb_array_length(outcomes) then
    raise exception using errcode = 'PA001', message = of_target || ': another worker has taken these operations over';
  end if;

  select coalesce(max(id), 0) into newest from observation where target = of_target;
  for one in
    select (o.outcome ->> 'id')::uuid as operation, e.trace
      from jsonb_array_elements(outcomes) with ordinality as o (outcome, place),
           jsonb_array_elements(o.outcome -> 'traces') with ordinality as e (trace, step)
     order by o.place, e.step
  loop
    perform leave_trace(of_target, one.operation, newest, one.trace);
  end loop;

  insert into audit (act, actor, action, person, community, target, operation, data)
  select p.act, 'engine', r.told, o.person, o.community, o.target, o.id, r.data
    from jsonb_to_recordset(outcomes) as r (id uuid, told text, data jsonb)
    join operation o on o.id = r.id
    join plan p on p.id = o.plan
   where r.told is not null
   order by p.number, o.position
  on conflict do nothing;
end $$;
