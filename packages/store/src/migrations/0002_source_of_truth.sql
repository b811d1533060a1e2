-- What the source of truth needs beyond the spine.

-- Names without accents and in small letters, as searched (folded in one place, src/people/fold-name.ts: PostgreSQL's unaccent is an extension).
alter table person_name add column search text not null default '';

-- When a person's state changed, in record time; before the first row it was active. "Who had access on that day" needs it.
create table person_state (
  version bigint generated always as identity primary key,
  person uuid not null references person (id),
  state text not null check (state in ('active', 'suspended', 'departed')),
  recorded_from timestamptz not null default clock_timestamp(),
  act uuid references act (id)
);
create index person_state_person on person_state (person, recorded_from);

-- A record that shares its address with somebody, and that a person has declared to be somebody else.
create table record_apart (
  source text not null,
  external_id text not null,
  act uuid not null references act (id),
  primary key (source, external_id)
);

-- Place in the chain of seals: in the order of sealing, which is not that of seq where transactions commit late.
alter table audit add column chain bigint;
create unique index audit_chain_once on audit (chain) where chain is not null;
-- The chain's last link: without it, records cut off at the end would not be missed.
create table audit_head (
  singleton boolean primary key default true check (singleton),
  chain bigint not null,
  seal bytea not null
);
