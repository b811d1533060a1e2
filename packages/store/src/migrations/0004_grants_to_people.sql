-- Platforms without groups, and spaces inside spaces.

-- What Passerelle gave to people one by one, where a platform has no groups: as made_grant for groups.
create table made_person_grant (
  target text collate "C" not null,
  community text collate "C" not null,
  person uuid not null,
  space_key text collate "C" not null,
  level text not null,
  operation uuid,
  since timestamptz not null default clock_timestamp(),
  primary key (target, community, person, space_key)
);
create index made_person_grant_person on made_person_grant (person);

-- The address that Passerelle last gave this account, as SHA-256 of it in lower case: when the platform shows another one, somebody moved it there.
alter table link add column address_given text;

-- The part of the tool that the effect is about (`annonces`); null: the tool itself.
alter table operation_effect add column part text;
