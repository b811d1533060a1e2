import { valuesOf } from './directory/directory-entry.ts';
import type { Directory } from './directory/index.ts';
import { NEXTCLOUD_CLIENT } from './institution/set-up-clients.ts';
import { REALM } from './institution/set-up-realm.ts';
import { NEXTCLOUD_ADMIN, PROVIDER_ID, type SandboxParts } from './start-parts.ts';
import examples from './hub/example-people.json' with { type: 'json' };

/** Somebody as whom one can try the sandbox. */
export interface ExampleLogin {
  readonly as: 'administrator' | 'technicien' | 'member';
  readonly name: string;
  readonly login: string;
  /** A password that everybody may know, or the file that a secret one lies in. */
  readonly password: { readonly text: string } | { readonly file: string };
  /** Where the form is: `url` leads to it. */
  readonly url: string;
}

/** Where to go, for the terminal and the hub. */
export interface SandboxPlaces {
  readonly hub: string;
  readonly nextcloud: string;
  /** Leads to Keycloak's login page, and from there into Nextcloud. */
  readonly login: string;
  /** Ends the session at Keycloak, so that somebody else can log in, and leads back to Nextcloud. */
  readonly logout: string;
  readonly keycloak: string;
  readonly directory: string;
  readonly discourse: string;
  readonly jitsi: string;
  /** The lists, who is on them, and what was written to them. */
  readonly mailman: string;
  /** The pages of Passerelle's own server, while it runs. */
  readonly passerelle: string;
  /** The mails that Keycloak would have sent. */
  readonly mails: string;
  readonly people: readonly ExampleLogin[];
}

/** @param adminFile the file that the password of Nextcloud's administrator is in */
export async function sandboxPlaces(
  parts: SandboxParts,
  hub: string,
  webUrl: string,
  adminFile: string,
): Promise<SandboxPlaces> {
  const { directory, keycloak, nextcloud, discourse, jitsi, mailman } = parts;
  const login = `${nextcloud.url}/index.php/apps/user_oidc/login/${PROVIDER_ID}`;
  const back = new URLSearchParams({
    client_id: NEXTCLOUD_CLIENT,
    post_logout_redirect_uri: `${nextcloud.url}/`,
  });
  const administrator: ExampleLogin = {
    as: 'administrator',
    name: NEXTCLOUD_ADMIN,
    login: NEXTCLOUD_ADMIN,
    password: { file: adminFile },
    url: `${nextcloud.url}/index.php/login`,
  };
  return {
    hub: `${hub}/`,
    nextcloud: nextcloud.url,
    login,
    logout: `${keycloak.url}/realms/${REALM}/protocol/openid-connect/logout?${back.toString()}`,
    keycloak: `${keycloak.url}/realms/${REALM}`,
    directory: directory.url,
    discourse: discourse.url,
    jitsi: jitsi.url,
    mailman: mailman.url,
    passerelle: webUrl,
    mails: `${hub}/mails`,
    people: [administrator, ...(await examplePeople(directory, login))],
  };
}

/** The directory's example people whose password is the published one: a directory of one's own may have none of them. */
async function examplePeople(directory: Directory, url: string): Promise<readonly ExampleLogin[]> {
  const people: ExampleLogin[] = [];
  for (const { as, login } of examples.people) {
    if (as !== 'technicien' && as !== 'member') continue;
    const dn = `uid=${login},ou=people,${directory.suffix}`;
    const entry = directory.tree.get(dn);
    if (entry === undefined || !(await directory.bind(dn, examples.password))) continue;
    const name = valuesOf(entry, 'displayName')[0] ?? login;
    people.push({ as, name, login, password: { text: examples.password }, url });
  }
  return people;
}

/** Addresses of the directory's people who are the sandbox's administrators: two, since nobody may approve their own act. */
export function exampleAdministrators({ tree, suffix }: Directory): readonly string[] {
  return examples.administrators.flatMap((login) => {
    const entry = tree.get(`uid=${login},ou=people,${suffix}`);
    return entry === undefined ? [] : valuesOf(entry, 'mail').slice(0, 1);
  });
}
