import { groupsOf } from '../accounts.ts';
import { mountsOf } from '../files/place.ts';
import { CREATE, DELETE, READ, SHARE, UPDATE } from '../groupfolders/folder-rights.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { html, nothing, type Html } from './html.ts';
import type { Language, TextKey, Texts } from './language.ts';

const WORDS: readonly (readonly [bit: number, word: TextKey])[] = [
  [READ, 'read'],
  [UPDATE, 'update'],
  [CREATE, 'create'],
  [DELETE, 'delete'],
  [SHARE, 'share'],
];

const inWords = (texts: Texts, rights: number): string => {
  const words = WORDS.filter(([bit]) => (rights & bit) !== 0).map(([, word]) => texts[word]);
  return words.length === 0 ? texts.nothing : words.join(', ');
};

const folderTable = (texts: Texts, label: string, rows: readonly { at: string; rights: number }[]): Html =>
  html`<table aria-label="${label}">
    <thead>
      <tr>
        <th scope="col">${texts.folder}</th>
        <th scope="col">${texts.rights}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ at, rights }) =>
          html`<tr>
            <th scope="row">${at}</th>
            <td>${inWords(texts, rights)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

/** What a person has here: name, groups, team folders and shares with what they may do in them. */
export const homePage = (platform: Platform, account: Account, language: Language, texts: Texts): Html => {
  const names = groupsOf(platform.state, account).map((gid) => platform.state.groups.get(gid)?.displayName ?? gid);
  const mounts = mountsOf(platform, account);
  const folders = mounts.filter(({ mount }) => mount === 'group');
  const shares = mounts.filter(({ mount }) => mount === 'shared');
  return html`<h1>${texts.greeting} ${account.displayName}</h1>
    <h2>${texts.groups}</h2>
    ${
      names.length === 0
        ? html`<p>${texts.noGroups}</p>`
        : html`<ul>
            ${names.map((name) => html`<li>${name}</li>`)}
          </ul>`
    }
    <h2>${texts.folders}</h2>
    ${folders.length === 0 ? html`<p>${texts.noFolders}</p>` : folderTable(texts, texts.folders, folders)}
    ${
      shares.length === 0
        ? nothing
        : html`<h2>${texts.shares}</h2>
            ${folderTable(texts, texts.shares, shares)}`
    }
    <form method="post" action="/index.php/logout?lang=${language}">
      <button type="submit">${texts.leave}</button>
    </form>`;
};
