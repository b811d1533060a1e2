import type { Language, Person, PersonId, PersonState, SourceRecordRef } from '@passerelle/model';
import { sql } from 'kysely';

/** A person as selected by `personColumns`; ids were checked when they were written. */
export interface PersonRow {
  readonly id: PersonId;
  readonly state: PersonState;
  readonly given_name: string;
  readonly family_name: string;
  readonly display_name: string;
  readonly email: string | null;
  readonly preferred_language: Language;
  readonly organization: string | null;
  readonly phone_number: string | null;
  readonly records: readonly SourceRecordRef[];
}

/** For `from person p join person_name n on n.person = p.id`. Records: those that their source still tells. */
export const personColumns = `p.id, p.state, n.given_name, n.family_name, n.display_name, n.email, n.preferred_language, n.organization, n.phone_number,
  coalesce((select jsonb_agg(jsonb_build_object('source', r.source, 'externalId', r.external_id, 'login', r.login)
                             order by r.source collate "C", r.external_id collate "C")
            from person_record r where r.person = p.id and r.gone_at is null), '[]'::jsonb) as records`;

export const selectPeople = sql.raw<PersonRow>(
  `select ${personColumns} from person p join person_name n on n.person = p.id`,
);

export const toPerson = (row: PersonRow): Person => ({
  id: row.id,
  state: row.state,
  givenName: row.given_name,
  familyName: row.family_name,
  displayName: row.display_name,
  email: row.email,
  preferredLanguage: row.preferred_language,
  organization: row.organization,
  phoneNumber: row.phone_number,
  records: row.records,
});
