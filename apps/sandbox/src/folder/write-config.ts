import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sandboxConfig, SECRETS, type ConfigFacts, type SecretName } from '../sandbox-config.ts';
import type { SandboxFolder } from './sandbox-folder.ts';
import { writeWhole } from './write-whole.ts';
import { yamlText } from './yaml-text.ts';

const HEAD = `# Écrit par le bac à sable à chaque démarrage : vos changements ici seraient perdus. Copiez le fichier pour essayer autre chose.
# Written by the sandbox at every start: your changes here would be lost. Copy the file to try something else.
# Chaque secret est dans un fichier à part. Each secret is in a file of its own.

`;

/** Where a secret lies, relative to passerelle.yaml, so that the folder may be moved. */
const SECRET_FILES = {
  database: 'database-url',
  ldap: 'ldap-password',
  ldapGroups: 'ldap-groups-password',
  keycloak: 'keycloak-secret',
  nextcloud: 'nextcloud-password',
  discourse: 'discourse-key',
  discourseConnect: 'discourse-connect-secret',
  jitsi: 'jitsi-secret',
  mailman: 'mailman-password',
  web: 'login-secret',
} as const satisfies Record<SecretName, string>;

/** Writes passerelle.yaml and its secrets, for the command line in another terminal. @returns the file of Nextcloud's administrator's password */
export async function writeConfig(
  folder: SandboxFolder,
  facts: ConfigFacts,
  secrets: Readonly<Record<SecretName, string>>,
  nextcloudAdmin: string,
): Promise<string> {
  await mkdir(folder.secretFiles, { recursive: true, mode: 0o700 });
  const place = (name: string): string => join(folder.secretFiles, name);
  for (const name of SECRETS) await writeWhole(place(SECRET_FILES[name]), `${secrets[name]}\n`);
  await writeWhole(place('nextcloud-admin'), `${nextcloudAdmin}\n`);
  const config = sandboxConfig(facts, (name) => ({ file: relative(folder.path, place(SECRET_FILES[name])) }));
  await writeWhole(folder.config, HEAD + yamlText(config));
  await writeWhole(folder.note, note(folder.config));
  return place('nextcloud-admin');
}

const note = (config: string): string => `# Le bac à sable de Passerelle

Tant qu'il tourne (\`npm start\`), la commande \`passerelle\` s'en sert depuis un autre terminal :

    npm run passerelle -- --config ${config} status
    npm run passerelle -- --config ${config} doctor

Tout ce qui est ici vient du bac à sable. \`npm start -- --fresh\` l'efface et recommence.

# The Passerelle sandbox

While it runs (\`npm start\`), the command \`passerelle\` works with it from another terminal:

    npm run passerelle -- --config ${config} status
    npm run passerelle -- --config ${config} doctor

Everything in here is the sandbox's own. \`npm start -- --fresh\` removes it and begins again.
`;
