import { profileFields, type Profile, type ProfileField } from '@passerelle/model';

const comparable = (field: ProfileField, value: string | null): string | null => {
  if (value === null || value === '') return null;
  const composed = value.normalize('NFC');
  // Platforms fold the case of addresses (Nextcloud: facts/nextcloud.md §2): rewriting them each round would only burn its ration of edits.
  return field === 'email' ? composed.trim().toLowerCase() : composed;
};

/** The fields that differ; one that the platform did not tell is unknown, never different. */
export const differingFields = (desired: Profile, observed: Partial<Profile>): readonly ProfileField[] =>
  profileFields.filter((field) => {
    const seen = observed[field];
    return seen !== undefined && comparable(field, seen) !== comparable(field, desired[field]);
  });
