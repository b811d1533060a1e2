import { foldAddress, type Language } from '@passerelle/model';
import { searchText } from './fold-name.ts';

/** What can be told about a person. */
export interface PersonFields {
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly preferredLanguage: Language;
  readonly organization: string | null;
  readonly phoneNumber: string | null;
}

/** The row of person_name that says it, with what is derived from it. */
export const nameRow = (fields: PersonFields) => ({
  given_name: fields.givenName,
  family_name: fields.familyName,
  display_name: fields.displayName,
  email: fields.email,
  email_folded: fields.email === null ? null : foldAddress(fields.email),
  preferred_language: fields.preferredLanguage,
  organization: fields.organization,
  phone_number: fields.phoneNumber,
  search: searchText(fields),
});
