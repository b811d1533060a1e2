-- The spine: who should be where (source of truth), what is on the platforms (observed), and what changes it (plans, operations).
-- Record time is kept from the start: a row of the versioned tables is true "as we knew it" from recorded_from until recorded_until;
-- the current version is the one whose recorded_until is infinity. Valid time is a pair of local dates, read in the community's zone.
-- Ids of people stand everywhere, their names in one table only (person_name), so that an erasure touches one place.

create table instance (
  singleton boolean primary key default true check (singleton),
  id uuid not null,
  -- Moves on with the work done; a copy of it is left on the targets, so that a store restored from a backup recognises itself.
  epoch bigint not null default 1,
  epoch_at timestamptz not null default now(),
  access jsonb not null default '{}',
  settings jsonb not null default '{}',
  -- Secret of the audit chain and of tombstones; made at installation, never shown.
  seal_key bytea not null
);

-- ── Acts, audit, changes ─────────────────────────────────────────────────────────────────────────────────────────────

create table act (
  id uuid primary key,
  at timestamptz not null default clock_timestamp(),
  -- person:<uuid>, source:<id>, system, cli:<login>
  actor text not null,
  kind text not null,
  -- A person saw the consequences and confirmed them: such an act carries its approval.
  confirmed boolean not null default false,
  undoes uuid references act (id),
  params jsonb not null default '{}'
);

create table audit (
  seq bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  act uuid,
  actor text not null,
  action text not null,
  person uuid,
  community text,
  target text,
  operation uuid,
  data jsonb not null default '{}',
  -- Filled by the sealer after the commit, so that writers never queue for the chain.
  seal bytea,
  sealed_at timestamptz
);
create unique index audit_operation_once on audit (operation, action) where operation is not null;
create index audit_unsealed on audit (seq) where seal is null;
create index audit_person on audit (person, seq);
create index audit_community on audit (community, seq);

-- What was touched, by which transaction: "written since" is asked with pg_visible_in_snapshot, which is exact where sequence numbers are not.
create table change (
  seq bigint generated always as identity primary key,
  xact xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  act uuid,
  person uuid,
  community text
);
create index change_person on change (person, xact);
create index change_community on change (community, xact);
create index change_xact on change (xact);

-- ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────────

create table person (
  id uuid primary key,
  state text not null default 'active' check (state in ('active', 'suspended', 'departed')),
  state_act uuid,
  created_at timestamptz not null default now()
);

create table person_name (
  person uuid primary key references person (id),
  given_name text not null,
  family_name text not null,
  display_name text not null,
  email text,
  email_folded text,
  preferred_language text not null default 'fr',
  organization text,
  phone_number text
);
create index person_name_email on person_name (email_folded);

create table person_record (
  source text not null,
  external_id text not null,
  person uuid not null references person (id),
  login text,
  active boolean not null default true,
  first_seen timestamptz not null default now(),
  -- Null while the source still tells this record.
  gone_at timestamptz,
  -- Digest of the record as read: an unchanged one costs nothing.
  digest bytea not null,
  primary key (source, external_id)
);
create index person_record_person on person_record (person);

-- ── Communities, memberships, roles: bitemporal ──────────────────────────────────────────────────────────────────────

create table community (
  version bigint generated always as identity primary key,
  id text collate "C" not null,
  recorded_from timestamptz not null default clock_timestamp(),
  recorded_until timestamptz not null default 'infinity',
  act uuid not null references act (id),
  name text not null,
  purpose text not null,
  modality text not null,
  stage text not null,
  language text not null,
  zone text not null,
  parent text,
  own_roles jsonb not null default '[]',
  access jsonb not null default '{}',
  tools jsonb not null default '{}',
  settings jsonb not null
);
create unique index community_now on community (id) where recorded_until = 'infinity';

create table membership (
  version bigint generated always as identity primary key,
  id uuid not null,
  recorded_from timestamptz not null default clock_timestamp(),
  recorded_until timestamptz not null default 'infinity',
  act uuid not null references act (id),
  ended_act uuid references act (id),
  person uuid not null references person (id),
  community text collate "C" not null,
  participation text not null check (participation in ('peripheral', 'active', 'core')),
  -- hand, file, source:<id>
  origin text not null,
  from_date date not null,
  until_date date,
  check (until_date is null or until_date >= from_date)
);
create unique index membership_now_id on membership (id) where recorded_until = 'infinity';
create index membership_now on membership (community, person) where recorded_until = 'infinity';
create index membership_now_person on membership (person) where recorded_until = 'infinity';
create index membership_history on membership (person, community, recorded_until);

create table assignment (
  version bigint generated always as identity primary key,
  id uuid not null,
  recorded_from timestamptz not null default clock_timestamp(),
  recorded_until timestamptz not null default 'infinity',
  act uuid not null references act (id),
  ended_act uuid references act (id),
  person uuid not null references person (id),
  community text collate "C" not null,
  role text not null,
  deputy_for uuid references person (id),
  origin text not null,
  from_date date not null,
  until_date date,
  check (until_date is null or until_date >= from_date)
);
create unique index assignment_now_id on assignment (id) where recorded_until = 'infinity';
create index assignment_now on assignment (community, person) where recorded_until = 'infinity';
create index assignment_now_person on assignment (person) where recorded_until = 'infinity';
create index assignment_history on assignment (person, community, recorded_until);

create table rotation_turn (
  version bigint generated always as identity primary key,
  id uuid not null,
  recorded_from timestamptz not null default clock_timestamp(),
  recorded_until timestamptz not null default 'infinity',
  act uuid not null references act (id),
  ended_act uuid references act (id),
  community text collate "C" not null,
  role text not null,
  meeting date not null,
  person uuid not null references person (id)
);
create unique index rotation_turn_now_id on rotation_turn (id) where recorded_until = 'infinity';
create index rotation_turn_now on rotation_turn (community, person) where recorded_until = 'infinity';

-- ── Sources ──────────────────────────────────────────────────────────────────────────────────────────────────────────

create table source_run (
  id uuid primary key,
  source text not null,
  act uuid references act (id),
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  -- reading, complete, partial, blocked (a guard holds it), applied, unchanged, failed
  state text not null default 'reading',
  shape jsonb,
  counts jsonb not null default '{}',
  findings jsonb not null default '[]',
  approved_by text,
  approved_at timestamptz
);
create index source_run_latest on source_run (source, started_at desc);

-- ── Targets and the identity link ────────────────────────────────────────────────────────────────────────────────────

create table target (
  id text collate "C" primary key,
  connector text not null,
  mode text not null default 'active' check (mode in ('active', 'observe-only', 'paused')),
  quarantined_until timestamptz,
  quarantine_reason jsonb,
  quarantine_count integer not null default 0,
  -- Null until a call was answered with this credential; its fingerprint, so that a new credential is proven anew.
  credential_proven text,
  credential_refused text,
  marked_epoch bigint not null default 0,
  -- The mark found there is ahead of ours: this store was restored from a backup. Observe-only until a named approval.
  restored_from_backup boolean not null default false,
  -- Grows each time that somebody takes the right to write: a worker with an older one is refused before every call.
  fence bigint not null default 0,
  fence_worker uuid
);

-- The only bridge between a person and an account: unique both ways, never used again.
create table link (
  target text collate "C" not null references target (id),
  person uuid not null,
  native text collate "C" not null,
  anchor text,
  -- made: by us; adopted: a person said so; linked: the identity side made it
  ownership text not null check (ownership in ('made', 'adopted', 'linked')),
  state text not null default 'live' check (state in ('live', 'retired')),
  since timestamptz not null default clock_timestamp(),
  operation uuid,
  primary key (target, native)
);
create unique index link_person on link (target, person) where state = 'live';

-- Groups and spaces: their native names are derived once, kept, and never computed again.
create table native_object (
  target text collate "C" not null references target (id),
  kind text not null check (kind in ('group', 'space')),
  key text collate "C" not null,
  community text collate "C" not null,
  name text not null,
  -- Null: the name is reserved, the object not made yet.
  native text collate "C",
  label text not null,
  ownership text not null check (ownership in ('made', 'adopted')),
  state text not null default 'reserved' check (state in ('reserved', 'live', 'retired')),
  since timestamptz not null default clock_timestamp(),
  operation uuid
);
create unique index native_object_key on native_object (target, kind, key) where state <> 'retired';
create unique index native_object_native on native_object (target, kind, native) where native is not null;
create index native_object_community on native_object (target, community);

-- What Passerelle made or explicitly adopted, membership by membership and grant by grant: only this may be taken away without being asked.
create table made_membership (
  target text collate "C" not null,
  community text collate "C" not null,
  person uuid not null,
  group_key text collate "C" not null,
  operation uuid,
  since timestamptz not null default clock_timestamp(),
  primary key (target, community, person, group_key)
);
create table made_grant (
  target text collate "C" not null,
  space_key text collate "C" not null,
  group_key text collate "C" not null,
  level text not null,
  operation uuid,
  primary key (target, space_key, group_key)
);

-- ── What was observed ────────────────────────────────────────────────────────────────────────────────────────────────

create table observation (
  id bigint generated always as identity primary key,
  target text collate "C" not null references target (id),
  extent text not null check (extent in ('full', 'targeted')),
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  -- What was committed when the reading began: a key written later is left to the next round.
  snapshot pg_snapshot not null default pg_current_snapshot(),
  state text not null default 'reading' check (state in ('reading', 'complete', 'partial', 'failed')),
  counts jsonb not null default '{}'
);
create index observation_latest on observation (target, id desc);

-- The latest known state of each target. account: a = native; group: a = native; membership: a = group, b = account;
-- space: a = native, b = tool; grant: a = space, b = group.
create table observed (
  target text collate "C" not null,
  kind text not null,
  a text collate "C" not null,
  b text collate "C" not null default '',
  data jsonb not null,
  observation bigint not null,
  primary key (target, kind, a, b)
);

create table observed_container (
  target text collate "C" not null,
  -- accounts, groups, members:<native>, spaces:<tool>, grants:<native>
  container text collate "C" not null,
  state text not null check (state in ('complete', 'partial')),
  error jsonb,
  observation bigint not null,
  at timestamptz not null default clock_timestamp(),
  primary key (target, container)
);

create table drift (
  id uuid primary key,
  target text collate "C" not null,
  kind text not null,
  -- unexpected (there, not ours), missing (ours, gone), changed (other permissions, label)
  nature text not null,
  key text not null,
  community text,
  person uuid,
  detail jsonb not null default '{}',
  first_seen timestamptz not null default clock_timestamp(),
  last_seen timestamptz not null default clock_timestamp(),
  state text not null default 'open' check (state in ('open', 'accepted', 'put-back', 'gone')),
  act uuid
);
create unique index drift_open on drift (target, kind, nature, key) where state = 'open';

-- ── Plans and operations ─────────────────────────────────────────────────────────────────────────────────────────────

create table plan (
  id uuid primary key,
  number bigint generated always as identity unique,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  act uuid references act (id),
  extent text not null,
  -- planning, ready (waits for somebody's yes), applying, done, cancelled, expired, failed
  state text not null default 'planning',
  expires_at timestamptz not null,
  -- What was committed when the desired state was read; operations whose key was written later are superseded.
  snapshot pg_snapshot not null default pg_current_snapshot(),
  approved_by text,
  approved_at timestamptz,
  ended_at timestamptz,
  scope jsonb not null default '{}',
  summary jsonb not null default '{}'
);

create table plan_target (
  plan uuid not null references plan (id),
  target text collate "C" not null references target (id),
  observation bigint references observation (id),
  -- planned, unreadable (the observation failed: nothing is planned there), skipped (paused, quarantined)
  state text not null,
  detail jsonb not null default '{}',
  primary key (plan, target)
);

create table block (
  id uuid primary key,
  plan uuid not null references plan (id),
  rule text not null,
  target text,
  community text,
  detail jsonb not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'refused', 'obsolete')),
  decided_by text,
  decided_at timestamptz
);

create table operation (
  id uuid primary key,
  plan uuid not null references plan (id),
  target text collate "C" not null references target (id),
  position integer not null,
  -- 0 takings, 1 a person's act, 2 the rest
  priority smallint not null,
  phase text not null check (phase in ('take', 'give')),
  kind text not null,
  verb text not null,
  key text collate "C" not null,
  object text collate "C" not null,
  person uuid,
  community text collate "C",
  change jsonb not null,
  -- What was observed when it was planned.
  before jsonb,
  -- Why: ids of memberships, assignments, acts.
  because jsonb not null default '{}',
  state text not null default 'planned'
    check (state in ('planned', 'running', 'applied', 'already', 'superseded', 'failed', 'cancelled')),
  -- Not applied while set: guard (block), confirm (a person must confirm: adopt, conflict), awaiting (identity side).
  hold text,
  block uuid references block (id),
  attempt uuid,
  attempts integer not null default 0,
  not_before timestamptz,
  worker uuid,
  started_at timestamptz,
  ended_at timestamptz,
  recovered boolean not null default false,
  error jsonb,
  unique (plan, target, position)
);
create index operation_ready on operation (target, priority, position) where state = 'planned' and hold is null;
create index operation_running on operation (target) where state = 'running';
create index operation_plan on operation (plan, state);
create index operation_person on operation (person) where person is not null;

create table operation_effect (
  operation uuid not null references operation (id),
  person uuid not null,
  community text collate "C" not null,
  tool text not null,
  before text not null,
  after text not null,
  -- Takes something away and no approval is carried by its cause: counts for the volume guards.
  counted_loss boolean not null,
  primary key (operation, person, community, tool)
);
create index operation_effect_loss on operation_effect (community, person) where counted_loss;

-- ── Workers, rations ─────────────────────────────────────────────────────────────────────────────────────────────────

create table worker (
  id uuid primary key,
  host text not null,
  pid integer not null,
  started_at timestamptz not null default clock_timestamp(),
  heartbeat_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);

create table ration_spent (
  target text collate "C" not null,
  bucket text not null,
  at timestamptz not null default clock_timestamp(),
  for_taking boolean not null
);
create index ration_spent_window on ration_spent (target, bucket, at);

-- What somebody should be told; mailed where mail is set up, shown by `status` in any case.
create table notice (
  id uuid primary key,
  at timestamptz not null default clock_timestamp(),
  severity text not null,
  code text not null,
  params jsonb not null default '{}',
  subject text not null default '',
  resolved_at timestamptz
);
create unique index notice_open on notice (code, subject) where resolved_at is null;
