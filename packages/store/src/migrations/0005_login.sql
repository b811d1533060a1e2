-- People who log in to Passerelle's own server. None of this is the source of truth: all of it may be emptied, and people log in again.

-- A browser in which somebody has logged in. Only the SHA-256 of what its cookie holds is kept, so that this table opens nothing.
create table login_session (
  id bytea primary key,
  person uuid not null references person (id) on delete cascade,
  issuer text not null,
  -- The account and the session at the login service: by these it tells us that somebody has logged out there.
  subject text not null,
  sid text,
  -- Tokens of the login service, sealed with a key that only the cookie holds.
  sealed bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  -- When the login service was last asked whether the login still holds.
  confirmed_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
create index login_session_person on login_session (person);
create index login_session_sid on login_session (issuer, sid) where sid is not null;
create index login_session_subject on login_session (issuer, subject);
create index login_session_expires on login_session (expires_at);

-- A login that was begun and has not come back: SHA-256 of its cookie.
create table login_attempt (
  id bytea primary key,
  state text not null,
  nonce text not null,
  verifier text not null,
  -- A path of ours.
  return_to text not null,
  expires_at timestamptz not null
);
create index login_attempt_expires on login_attempt (expires_at);

-- What may be used once only: a forum's nonce, the id of a log-out token.
create table used_once (
  purpose text collate "C" not null,
  value text collate "C" not null,
  expires_at timestamptz not null,
  primary key (purpose, value)
);
create index used_once_expires on used_once (expires_at);

-- A link with which somebody without a membership comes into a community's room, as a guest. SHA-256 of what the link holds.
create table guest_link (
  id uuid primary key,
  digest bytea not null unique,
  community text collate "C" not null,
  made_by uuid not null references person (id) on delete cascade,
  -- What it is for, in the words of who made it.
  purpose text not null default '',
  valid_from timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  -- Whether each guest is let in by a person.
  waits boolean not null default true,
  uses integer not null default 0,
  check (expires_at > valid_from)
);
create index guest_link_community on guest_link (community);

-- A guest before the door. Their name is kept only until they are in, or for a day.
create table guest_visit (
  id uuid primary key,
  -- SHA-256 of what the guest's own page holds.
  digest bytea not null unique,
  link uuid not null references guest_link (id) on delete cascade,
  name text not null,
  asked_at timestamptz not null default clock_timestamp(),
  -- When the guest's page was last seen to be open.
  seen_at timestamptz not null default clock_timestamp(),
  verdict text check (verdict in ('admitted', 'refused')),
  decided_by uuid references person (id) on delete set null,
  decided_at timestamptz
);
create index guest_visit_link on guest_visit (link);
