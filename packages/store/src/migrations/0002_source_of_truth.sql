-- What the source of truth needs beyond the spine.

-- Names without accents and in small letters, as searched (folded in one place, src/people/fold-name.ts: PostgreSQL's unaccent is an extension).
alter table person_name add column search text not null default '';
