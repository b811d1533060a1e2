import type { SandboxPlaces } from '@passerelle/sandbox';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Speaker } from '../texts/texts.ts';

/** Where to go and how to log in, line by line. Passwords here are the published ones of the example; a secret one is named by its file. Pure. */
export function renderPlaces(
  places: SandboxPlaces,
  server: string | null,
  say: Speaker,
  style: Terminal['style'],
): readonly string[] {
  const links = [
    [say('places.hub'), style.cyan(places.hub)],
    [say('places.login'), style.cyan(places.login)],
    [say('places.nextcloud'), places.nextcloud],
    [say('places.keycloak'), places.keycloak],
    [say('places.discourse'), places.discourse],
    [say('places.jitsi'), places.jitsi],
    [say('places.mailman'), places.mailman],
    ...(server === null ? [] : [[say('places.passerelle'), style.cyan(`${server}/`)]]),
    [say('places.directory'), places.directory],
    [say('places.mails'), places.mails],
    ...(server === null ? [] : [[say('places.server'), `${server}/metrics`]]),
  ];
  // By door, so that no line is wider than a small terminal.
  const doors = [...Map.groupBy(places.people, ({ url }) => url)].flatMap(([url, people]) => [
    `  ${style.cyan(url)}`,
    ...table(
      people.map(({ as, name, login, password }) => [
        style.bold(say(`places.as.${as}`)),
        name,
        login,
        'text' in password ? password.text : '',
      ]),
      4,
    ),
    ...people.flatMap(({ password }) =>
      'text' in password ? [] : [style.dim(`    ${say('places.password-file', { file: password.file })}`)],
    ),
  ]);
  return [style.bold(say('places.title')), ...table(links), '', style.bold(say('places.people')), ...doors];
}
