import type { KeycloakAdmin } from './keycloak-admin.ts';

export const REALM = 'passerelle';

/** A realm as an institution has it: in French first, with a way to send mail, and events kept. */
export async function setUpRealm(admin: KeycloakAdmin, language: 'fr' | 'en'): Promise<void> {
  if ((await admin.read(`/${REALM}`)) === null) {
    await admin.send('POST', '', {
      realm: REALM,
      displayName: 'Institution Exemple',
      enabled: true,
      internationalizationEnabled: true,
      supportedLocales: ['fr', 'nl', 'en', 'de'],
      defaultLocale: language,
      adminEventsEnabled: true,
      adminEventsDetailsEnabled: true,
      // Without a mail server Keycloak refuses invitations. The stand-in keeps its mails, and the hub shows them; nothing leaves the machine.
      smtpServer: { host: '127.0.0.1', port: '25', from: 'keycloak@example.org' },
    });
  }
  // Without a policy Keycloak drops `passerelle_id` in silence (docs/adr/0007). One that somebody has chosen is left alone.
  const profile = await admin.document(`/${REALM}/users/profile`);
  if (profile['unmanagedAttributePolicy'] === undefined) {
    await admin.send('PUT', `/${REALM}/users/profile`, { ...profile, unmanagedAttributePolicy: 'ADMIN_EDIT' });
  }
}
