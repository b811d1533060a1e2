-- What the engine needs beyond the spine.

-- The last switch that Passerelle applied to this account was a disable: it is ours to undo. Otherwise somebody else disabled it.
alter table link add column disabled_by_us boolean not null default false;

-- The plan that took this change into account; null: none has yet.
alter table change add column plan uuid;
create index change_unplanned on change (seq) where plan is null;

-- Names under which this process holds jobs and queues of graphile-worker: unlocked by force when it is dead.
alter table worker add column job_workers text[] not null default '{}';

-- An attempt may have reached the platform without our learning of it (the worker died, the answer was lost): what is then found there is ours.
-- Never set by an answer that says what happened: a name that is taken stays somebody else's.
alter table operation add column uncertain boolean not null default false;

-- An operation may be held by several blocks; it goes on when all of them are approved.
create table operation_block (
  operation uuid not null references operation (id),
  block uuid not null references block (id),
  primary key (operation, block)
);
create index operation_block_block on operation_block (block);

-- A plan left this target out (paused, in quarantine, unreadable): when it is back, everything is read and planned there anew.
alter table target add column behind boolean not null default false;

-- What answers to logins have carried is asked at every plan.
create index audit_login on audit (target, at) where action = 'login.answered';
