import texts from './texts.json' with { type: 'json' };

export type Language = keyof typeof texts;

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
/** As a value in a script: `<` could end it. */
const scripted = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

const style = `:root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 40rem; padding: 1rem; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; }
button { background: #00588f; border: 0; border-radius: .5rem; color: #fff; font: inherit; font-weight: bold; min-height: 2.75rem; padding: .5rem 1rem; }
:focus-visible { outline: 3px solid #d97700; outline-offset: 2px; }
[role=alert] { border-inline-start: .3rem solid #b3261e; padding: .5rem 1rem; }
li { margin-block: .5rem; overflow-wrap: anywhere; }`;

function frame(language: Language, path: string, main: string): string {
  const said = texts[language];
  const other = language === 'fr' ? 'en' : 'fr';
  return `<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><title>${escaped(said.title)}</title><style>${style}</style></head>
<body><header><p><strong>${escaped(said.title)}</strong></p><p><a href="${escaped(path)}?lang=${other}" lang="${other}" hreflang="${other}">${said.otherLanguage}</a></p></header>
<main>${main}</main><footer><p>${escaped(said.note)}</p></footer></body></html>`;
}

/** The page of one room. Its script reads the token from the address as Jitsi's own does, takes it out of the address, and goes in. */
export function roomPage(language: Language, room: string): string {
  const said = texts[language];
  const main = `<h1>${escaped(said.room.replace('{room}', room))}</h1><noscript><p role="alert">${escaped(said.noscript)}</p></noscript>
<p id="state" role="status">${escaped(said.entering)}</p><ul id="inside"></ul><p><button id="leave" type="button" hidden>${escaped(said.leave)}</button></p>
<script>const room = ${scripted(room)}, said = ${scripted(said)};${script}</script>`;
  return frame(language, `/${room}`, main);
}

export function roomsPage(language: Language, rooms: readonly string[]): string {
  const said = texts[language];
  const list =
    rooms.length === 0
      ? `<p>${escaped(said.noRooms)}</p>`
      : `<ul>${rooms.map((room) => `<li>${escaped(room)}</li>`).join('')}</ul>`;
  return frame(language, '/', `<h1>${escaped(said.rooms)}</h1>${list}`);
}

/** Names are put in as text, never as HTML: they come from whoever wrote them. */
const script = `
const read = (text) => { try { return JSON.parse(decodeURIComponent(text)); } catch { return null; } };
const token = read(new URLSearchParams(location.hash.slice(1).replace(/%22/g, '"')).get('jwt') ?? '') ?? new URLSearchParams(location.search).get('jwt');
history.replaceState(null, '', location.pathname);
const state = document.getElementById('state'), list = document.getElementById('inside'), leave = document.getElementById('leave');
let id = null;
const post = (path, body) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const refuse = (text, help) => { state.setAttribute('role', 'alert'); state.textContent = help ? text + ' ' + help : text; };
const show = (inside) => {
  list.replaceChildren(...inside.map((person) => {
    const item = document.createElement('li');
    const may = person.may.length === 0 ? '' : ' — ' + said.may.replace('{features}', person.may.join(', '));
    item.textContent = (person.name || '?') + ' — ' + (person.role === 'moderator' ? said.moderator : said.member) + (person.id === id ? ' (' + said.you + ')' : '') + may;
    return item;
  }));
  state.textContent = inside.length === 0 ? said.nobody : '';
};
const beat = async () => {
  if (id === null) return;
  const answer = await post('/_room/stay', { room, id });
  if (answer.ok) { show((await answer.json()).inside); setTimeout(beat, 3000); }
};
const out = () => { if (id !== null) navigator.sendBeacon('/_room/leave', new Blob([JSON.stringify({ room, id })], { type: 'application/json' })); id = null; };
addEventListener('pagehide', out);
leave.addEventListener('click', () => { out(); leave.hidden = true; list.replaceChildren(); state.textContent = said.left; });
post('/_room/enter', { room, token }).then(async (answer) => {
  const told = await answer.json();
  if (told.answer === 'crashed') return refuse(said.crashed);
  if (told.answer === 'refused') return refuse(said.refused.replace('{words}', told.text), said.refusedHelp);
  id = told.id; leave.hidden = false; show(told.inside); setTimeout(beat, 3000);
});`;
