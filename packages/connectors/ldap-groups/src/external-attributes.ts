import type { PersonId, Profile, ProfileField } from '@passerelle/model';
import type { Dialect } from './dialects.ts';

const filled = (text: string | null): readonly string[] => (text === null || text.trim() === '' ? [] : [text]);

/** What stands for a family name where there is none: the schema demands one (RFC 4519 §3.12). */
const familyNameOf = ({ familyName, displayName }: Profile): readonly string[] =>
  [...filled(familyName), ...filled(displayName), '-'].slice(0, 1);

/** Attributes of the entry of somebody from outside, field by field; an empty list takes an attribute away. */
export function attributesOf(
  { external }: Dialect,
  person: PersonId,
  profile: Profile,
  fields: readonly ProfileField[],
): Readonly<Record<string, readonly string[]>> {
  const attributes: Record<string, readonly string[]> = {};
  const name = filled(profile.displayName);
  for (const field of fields) {
    switch (field) {
      case 'displayName':
        attributes['displayName'] = name;
        if (!external.namedByCn) attributes['cn'] = name.length === 0 ? [person] : name;
        attributes['sn'] = familyNameOf(profile);
        break;
      case 'givenName':
        attributes['givenName'] = filled(profile.givenName);
        break;
      case 'familyName':
        attributes['sn'] = familyNameOf(profile);
        break;
      case 'email':
        attributes['mail'] = filled(profile.email);
        break;
      case 'language':
        if (external.language !== null) attributes[external.language] = [profile.language];
    }
  }
  return attributes;
}
