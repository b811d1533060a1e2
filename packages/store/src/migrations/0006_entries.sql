-- What Passerelle writes inside calendars and address books: meetings, and members' cards.

-- A meeting of a community. Record time is kept, as for claims: what was announced, and since when, can be told.
create table meeting (
  version bigint generated always as identity primary key,
  id uuid not null,
  recorded_from timestamptz not null default clock_timestamp(),
  recorded_until timestamptz not null default 'infinity',
  act uuid not null references act (id),
  community text collate "C" not null,
  title text not null,
  -- Local times in `zone`: 2027-03-01T14:00.
  starts text not null check (starts ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d$'),
  ends text not null check (ends ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d$'),
  zone text not null,
  modality text not null check (modality in ('on-site', 'remote', 'hybrid')),
  place text,
  description text not null default '',
  cancelled boolean not null default false,
  -- Grows with every change that matters to who comes (RFC 5545 3.8.7.4).
  sequence integer not null default 0
);
create unique index meeting_now_id on meeting (id) where recorded_until = 'infinity';
create index meeting_now on meeting (community, starts) where recorded_until = 'infinity';

-- What somebody agreed to show in a community's address book. No row: their name, and nothing else.
create table card_choice (
  version bigint generated always as identity primary key,
  recorded_from timestamptz not null default clock_timestamp(),
  recorded_until timestamptz not null default 'infinity',
  act uuid not null references act (id),
  person uuid not null references person (id) on delete cascade,
  community text collate "C" not null,
  -- False: no card at all.
  listed boolean not null,
  -- email, phone, organisation, roles
  shown text[] not null
);
create unique index card_choice_now on card_choice (person, community) where recorded_until = 'infinity';
create index card_choice_community on card_choice (community, person) where recorded_until = 'infinity';

-- The entries that Passerelle wrote: only these may be changed or taken away. What members add by hand is theirs.
create table made_entry (
  target text collate "C" not null,
  community text collate "C" not null,
  space_key text collate "C" not null,
  entry text collate "C" not null,
  -- Of what was last written.
  digest text not null,
  operation uuid,
  since timestamptz not null default clock_timestamp(),
  primary key (target, community, space_key, entry)
);
