import { textOf } from '../lists/list-config.ts';
import { findList } from '../lists/list-view.ts';
import { membersOf } from '../members/member-view.ts';
import { takeMail, distribute, reject } from '../posting/deliver.ts';
import { emailOf } from '../users/people.ts';
import type { MailingList } from '../state.ts';
import { notFound, type Answer } from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import texts from './texts.json' with { type: 'json' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const style = `body { font-family: system-ui, sans-serif; line-height: 1.5; margin: 0 auto; max-width: 46rem; padding: 1rem; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; }
label { display: block; font-weight: bold; margin-block-start: .75rem; }
input, textarea { box-sizing: border-box; font: inherit; padding: .5rem; width: 100%; }
button { background: #00588f; border: 0; border-radius: .5rem; color: #fff; font: inherit; font-weight: bold; margin-block: .5rem; min-height: 2.75rem; padding: .5rem 1rem; }
:focus-visible { outline: 3px solid #d97700; outline-offset: 2px; }
[role=status] { border-inline-start: .3rem solid #00588f; padding: .5rem 1rem; }
li { margin-block: .5rem; overflow-wrap: anywhere; }`;

const frame = ({ language }: Call, path: string, main: string): Answer => {
  const said = texts[language];
  return {
    status: 200,
    html: `<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(said.title)}</title><style>${style}</style></head>
<body><header><p><strong>${escaped(said.title)}</strong></p><p><a href="${escaped(path)}?lang=${said.otherCode}" lang="${said.otherCode}" hreflang="${said.otherCode}">${said.otherLanguage}</a></p></header>
<main>${main}</main><footer><p>${escaped(said.note)}</p></footer></body></html>`,
  };
};

const listIn = (call: Call): MailingList => {
  const list = findList(call.platform, call.path('list'));
  if (list === undefined) throw notFound();
  return list;
};

function home(call: Call): Answer {
  const { platform, language } = call;
  const said = texts[language];
  const items = [...platform.state.lists.values()].map((list) => {
    const count = (role: string): number => membersOf(platform, { listId: list.id, role }).length;
    const name = escaped(textOf(list, 'display_name'));
    return `<li><a href="/list/${escaped(list.id)}?lang=${language}">${name}</a> — ${escaped(`${list.name}@${list.mailHost}`)} — ${count('member')} ${escaped(said.members)}, ${count('moderator')} ${escaped(said.moderators)}</li>`;
  });
  const list = items.length === 0 ? `<p>${escaped(said.none)}</p>` : `<ul>${items.join('')}</ul>`;
  return frame(call, '/', `<h1>${escaped(said.title)}</h1>${list}`);
}

function listPage(call: Call, told = ''): Answer {
  const { platform, language } = call;
  const said = texts[language];
  const list = listIn(call);
  const path = `/list/${list.id}`;
  const members = membersOf(platform, { listId: list.id, role: 'member' }).map(
    (member) => emailOf(platform, member) ?? '',
  );
  const button = (id: number, action: 'accept' | 'reject'): string =>
    `<form method="post" action="${escaped(path)}/held?lang=${language}"><input type="hidden" name="id" value="${id}"><button name="action" value="${action}">${escaped(said[action])}</button></form>`;
  const held = platform.state.held
    .filter(({ listId }) => listId === list.id)
    .map(
      ({ id, sender, subject, reason }) =>
        `<li>${escaped(sender)} — ${escaped(subject)} (${escaped(reason)})${button(id, 'accept')}${button(id, 'reject')}</li>`,
    );
  const sent = platform.state.sent
    .filter(({ listId }) => listId === list.id)
    .slice(-50)
    .reverse()
    .map(
      ({ from, to, subject }) =>
        `<li>${escaped(subject)} — ${escaped(from)} ${escaped(said.to)} ${escaped(to.join(', '))}</li>`,
    );
  const field = (name: 'from' | 'subject', type: string): string =>
    `<label for="${name}">${escaped(said[name])}</label><input id="${name}" name="${name}" type="${type}" required>`;
  return frame(
    call,
    path,
    `<h1>${escaped(textOf(list, 'display_name'))}</h1>${told === '' ? '' : `<p role="status">${escaped(told)}</p>`}
<p>${members.length} ${escaped(said.members)} : ${escaped(members.join(', '))}</p>
<h2>${escaped(said.held)}</h2>${held.length === 0 ? `<p>${escaped(said.heldNone)}</p>` : `<ul>${held.join('')}</ul>`}
<h2>${escaped(said.post)}</h2><form method="post" action="${escaped(path)}?lang=${language}">${field('from', 'email')}${field('subject', 'text')}<label for="text">${escaped(said.text)}</label><textarea id="text" name="text" rows="4"></textarea><button>${escaped(said.send)}</button></form>
<h2>${escaped(said.sent)}</h2>${sent.length === 0 ? `<p>${escaped(said.sentNone)}</p>` : `<ul>${sent.join('')}</ul>`}
<p><a href="/?lang=${language}">${escaped(said.back)}</a></p>`,
  );
}

function post(call: Call): Answer {
  const { platform, params, language } = call;
  const list = listIn(call);
  const text = params.text('text') ?? '';
  const { outcome } = takeMail(platform, list, {
    senders: [(params.text('from') ?? '').trim().toLowerCase()].filter((sender) => sender.includes('@')),
    to: [`${list.name}@${list.mailHost}`],
    subject: params.text('subject') ?? '',
    messageId: `<${platform.newId()}@sandbox.invalid>`,
    listPost: null,
    text,
    bytes: Buffer.byteLength(text),
  });
  return listPage(call, texts[language][`outcome_${outcome}`]);
}

function moderate(call: Call): Answer {
  const { platform, params } = call;
  const list = listIn(call);
  const found = platform.state.held.find(({ id, listId }) => listId === list.id && String(id) === params.text('id'));
  if (found === undefined) return listPage(call);
  platform.state.held = platform.state.held.filter((each) => each !== found);
  const mail = { from: found.sender, subject: found.subject, text: found.text };
  if (params.text('action') === 'accept') distribute(platform, list, mail);
  else reject(platform, list, mail, found.reason);
  return listPage(call);
}

/** The sandbox's own pages: the lists, who is on them, what waits and what went out; and a form to write to one. */
export const pageEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/', page: true, handle: home },
  { method: 'GET', pattern: '/list/:list', page: true, handle: (call) => listPage(call) },
  { method: 'POST', pattern: '/list/:list', page: true, handle: post },
  { method: 'POST', pattern: '/list/:list/held', page: true, handle: moderate },
];
