import type { SourceManifest } from '@passerelle/connector-kit';
import { ldapConfig, type LdapConfig } from './config.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

export const manifest: SourceManifest<LdapConfig> = {
  id: 'ldap',
  title: 'LDAP',
  directory: true,
  config: ldapConfig,
  texts: { fr, en },
};
