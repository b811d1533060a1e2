import type { JsonObject } from '../state/realm-state.ts';

/** The required actions of a new realm of 26.7.4: alias, name, enabled, priority. */
const ACTIONS: readonly (readonly [string, string, boolean, number])[] = [
  ['TERMS_AND_CONDITIONS', 'Terms and Conditions', false, 20],
  ['UPDATE_PROFILE', 'Update Profile', true, 40],
  ['VERIFY_EMAIL', 'Verify Email', true, 50],
  ['CONFIGURE_TOTP', 'Configure OTP', true, 54],
  ['UPDATE_PASSWORD', 'Update Password', true, 57],
  ['delete_account', 'Delete Account', false, 60],
  ['UPDATE_EMAIL', 'Update Email', false, 70],
  ['webauthn-register', 'Webauthn Register', true, 80],
  ['webauthn-register-passwordless', 'Webauthn Register Passwordless', true, 90],
  ['VERIFY_PROFILE', 'Verify Profile', true, 100],
  ['delete_credential', 'Delete Credential', true, 110],
  ['idp_link', 'Linking Identity Provider', true, 120],
  ['CONFIGURE_RECOVERY_AUTHN_CODES', 'Recovery Authentication Codes', true, 130],
  ['update_user_locale', 'Update User Locale', true, 1000],
];

export const requiredActions: readonly JsonObject[] = ACTIONS.map(([alias, name, enabled, priority]) => ({
  alias,
  name,
  providerId: alias,
  enabled,
  defaultAction: false,
  priority,
  config: {},
}));

export function knownAction(alias: string): boolean {
  return ACTIONS.some(([name, , enabled]) => name === alias && enabled);
}
