import type { Call } from '@passerelle/connector-kit';
import type { Profile } from '@passerelle/model';
import { editUser, type EditableField, type User } from '../client/users.ts';
import type { NextcloudConfig } from '../config.ts';
import type { Session } from '../session.ts';

/** Display names over 64 characters are refused with the whole account (facts §2). */
const longestName = 64;

export type Fields = Readonly<Partial<Record<EditableField, string>>>;

/** Cut between characters, never inside one. */
const shortened = (name: string): string => {
  let kept = '';
  for (const character of name.trim()) {
    if (kept.length + character.length > longestName) break;
    kept += character;
  }
  return kept;
};

/** A profile in Nextcloud's words. Language goes with a creation unless it is left alone, with an update only where it is followed. */
export const fieldsOf = (profile: Profile, config: NextcloudConfig, occasion: 'create' | 'update'): Fields => {
  const displayname = shortened(profile.displayName);
  const sendsLanguage = config.language === 'follow' || (config.language === 'initial' && occasion === 'create');
  return {
    ...(displayname === '' ? {} : { displayname }),
    email: (profile.email ?? '').trim(),
    ...(sendsLanguage ? { language: profile.language } : {}),
  };
};

const isSame = (field: EditableField, wanted: string, user: User): boolean => {
  switch (field) {
    case 'displayname':
      return user.displayname === wanted;
    // Nextcloud keeps addresses in lower case.
    case 'email':
      return (user.email ?? '').toLowerCase() === wanted.toLowerCase();
    // `de_DE` is German, too.
    case 'language':
      return (user.language ?? '').split(/[_-]/)[0] === wanted;
  }
};

const mayEdit = (field: EditableField, user: User): boolean =>
  field !== 'displayname' || (user.backend !== 'user_oidc' && user.backendCapabilities?.setDisplayName !== false);

const keys: readonly EditableField[] = ['displayname', 'email', 'language'];

/** The wanted fields that differ and that this account's back end lets us write. An edit is rationed: none for nothing. */
export const differing = (user: User, wanted: Fields): EditableField[] =>
  keys.filter((key) => {
    const value = wanted[key];
    return value !== undefined && !isSame(key, value, user) && mayEdit(key, user);
  });

/** Brings the fields of an account up to date, one call each. @returns whether anything had to be changed */
export const writeFields = async (session: Session, call: Call, user: User, wanted: Fields): Promise<boolean> => {
  const changes = differing(user, wanted);
  for (const key of changes) await editUser(session, call, user.id, key, wanted[key] ?? '');
  return changes.length > 0;
};
