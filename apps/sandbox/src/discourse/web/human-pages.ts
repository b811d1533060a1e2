import { groupsOf } from '../groups/membership.ts';
import type { Category, Topic, User } from '../state.ts';
import { maySeeCategory, maySeeTopic, moderatesCategory, permissionIn } from '../topics/guardian.ts';
import { postsOf } from '../topics/post-answer.ts';
import { topicSlug } from '../topics/slug.ts';
import { isPinned } from '../topics/topic-answer.ts';
import { redirect, type Answer } from '../transport/answer.ts';
import { settingCookie } from '../transport/cookies.ts';
import { isStaff, type Call, type Endpoint } from '../transport/endpoint.ts';
import {
  html,
  languageOf,
  nothing,
  pageAnswer,
  SAFE_HEADERS,
  STYLE,
  type Html,
  type Language,
  type Texts,
} from './page.ts';

const rightsIn = (call: Call, category: Category, texts: Texts): string => {
  const { platform, caller } = call;
  const permission = permissionIn(platform, category, caller.user) ?? 3;
  const moderates = isStaff(caller.user) || moderatesCategory(platform, category, caller.user);
  return [
    texts.see,
    ...(permission <= 2 ? [texts.reply] : []),
    ...(permission === 1 ? [texts.create] : []),
    ...(moderates ? [texts.moderate] : []),
  ].join(', ');
};

const visibleTopics = (call: Call, keep: (topic: Topic) => boolean): Topic[] => {
  const about = new Set([...call.platform.state.categories.values()].map(({ topicId }) => topicId));
  return [...call.platform.state.topics.values()]
    .filter((topic) => topic.deletedAt === null && topic.visible && !about.has(topic.id) && keep(topic))
    .filter((topic) => maySeeTopic(call.platform, topic, call.caller.user))
    .sort((a, b) => b.bumpedAt - a.bumpedAt)
    .slice(0, 50);
};

const topicList = (call: Call, topics: readonly Topic[], texts: Texts, language: Language): Html => {
  if (topics.length === 0) return html`<p>${texts.noTopics}</p>`;
  const marks = (topic: Topic): string => {
    const words = [...(topic.closed ? [texts.closed] : []), ...(isPinned(call.platform, topic) ? [texts.pinned] : [])];
    return words.length === 0 ? '' : ` (${words.join(', ')})`;
  };
  return html`<ul>
    ${topics.map(
      (topic) =>
        html`<li>
          <a href="/t/${topicSlug(topic.title)}/${String(topic.id)}?lang=${language}">${topic.title}</a>${marks(topic)}
        </li>`,
    )}
  </ul>`;
};

const who = (call: Call, user: User | null, texts: Texts, language: Language): Html => {
  if (user === null) {
    return call.platform.settings.enableDiscourseConnect
      ? html`<h1>${texts.enter}</h1>
          <p><a class="button" href="/session/sso?return_path=/">${texts.enter}</a></p>`
      : html`<h1>${texts.enter}</h1>
          <p>${texts.noLogin}</p>`;
  }
  const names = groupsOf(call.platform, user)
    .filter(({ automatic }) => !automatic)
    .map((group) => group.fullName ?? group.name);
  return html`<h1>${texts.greeting} ${user.name ?? user.username}</h1>
    <form method="post" action="/sandbox/logout?lang=${language}">
      <button type="submit">${texts.leave}</button>
    </form>
    <h2>${texts.groups}</h2>
    ${
      names.length === 0
        ? html`<p>${texts.noGroups}</p>`
        : html`<ul>
            ${names.map((name) => html`<li>${name}</li>`)}
          </ul>`
    }`;
};

const home = (call: Call): Answer =>
  pageAnswer(call, 200, (texts, language) => {
    const { platform, caller } = call;
    const categories = [...platform.state.categories.values()]
      .filter((category) => category.topicId !== null && maySeeCategory(platform, category, caller.user))
      .sort((a, b) => a.position - b.position || a.id - b.id);
    const nameOf = (category: Category): string => {
      const parent = category.parentId === null ? undefined : platform.state.categories.get(category.parentId);
      return parent === undefined ? category.name : `${parent.name} / ${category.name}`;
    };
    const table =
      categories.length === 0
        ? html`<p>${texts.noCategories}</p>`
        : html`<table aria-label="${texts.categories}">
            <thead>
              <tr>
                <th scope="col">${texts.category}</th>
                <th scope="col">${texts.rights}</th>
              </tr>
            </thead>
            <tbody>
              ${categories.map(
                (category) =>
                  html`<tr>
                    <th scope="row">
                      <a href="/c/${category.slug}/${String(category.id)}?lang=${language}">${nameOf(category)}</a>
                    </th>
                    <td>${rightsIn(call, category, texts)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`;
    const closedToStrangers = platform.settings.loginRequired && caller.user === null;
    return html`${who(call, caller.user, texts, language)}
    ${
      closedToStrangers
        ? nothing
        : html`<h2>${texts.categories}</h2>
            ${table}
            <h2>${texts.topics}</h2>
            ${topicList(
              call,
              visibleTopics(call, () => true),
              texts,
              language,
            )}`
    }`;
  });

const backLink = (texts: Texts, language: Language): Html =>
  html`<p><a href="/?lang=${language}">${texts.back}</a></p>`;

const absent = (call: Call): Answer =>
  pageAnswer(
    call,
    404,
    (texts, language) =>
      html`<h1>${texts.notFound}</h1>
        ${backLink(texts, language)}`,
  );

const isClosed = (call: Call): boolean => call.platform.settings.loginRequired && call.caller.user === null;

export const categoryPage = (call: Call): Answer => {
  const category = call.platform.state.categories.get(Number(call.path('id')));
  if (isClosed(call) || category === undefined || !maySeeCategory(call.platform, category, call.caller.user)) {
    return absent(call);
  }
  return pageAnswer(
    call,
    200,
    (texts, language) =>
      html`<h1>${category.name}</h1>
        <p>${texts.rights} : ${rightsIn(call, category, texts)}</p>
        ${topicList(
          call,
          visibleTopics(call, (topic) => topic.categoryId === category.id),
          texts,
          language,
        )}
        ${backLink(texts, language)}`,
  );
};

export const topicPage = (call: Call): Answer => {
  const { platform } = call;
  const topic = platform.state.topics.get(Number(call.path('id')));
  if (isClosed(call) || topic === undefined || !maySeeTopic(platform, topic, call.caller.user)) return absent(call);
  const posts = postsOf(platform, topic).filter(({ deletedAt }) => deletedAt === null);
  const nameOf = (id: number): string => platform.state.users.get(id)?.username ?? '';
  return pageAnswer(
    call,
    200,
    (texts, language) =>
      html`<h1>${topic.title}</h1>
        ${posts.map(
          (post) =>
            html`<article>
              <p>${post.raw}</p>
              <p>${texts.by} ${nameOf(post.userId)}</p>
            </article>`,
        )}
        ${backLink(texts, language)}`,
  );
};

const logOut = (call: Call): Answer => {
  // Browsers say where a form comes from, other clients say nothing.
  if (call.headers.origin !== '' && call.headers.origin !== `http://${call.headers.host}`) {
    return { status: 403, type: 'text/plain; charset=utf-8', text: 'This form comes from another site.' };
  }
  call.platform.sessions.end(call.headers.sessionToken);
  const target = call.platform.settings.logoutRedirect;
  const location = target === '' ? `/?lang=${languageOf(call)}` : target;
  return { ...redirect(location, 303), headers: { ...settingCookie(call.headers.host, null), location } };
};

export const humanPageEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/', action: 'sandbox#home', page: true, handle: home },
  {
    method: 'GET',
    pattern: '/sandbox.css',
    action: 'sandbox#style',
    page: true,
    handle: () => ({ status: 200, text: STYLE, type: 'text/css; charset=utf-8', headers: SAFE_HEADERS }),
  },
  {
    method: 'POST',
    pattern: '/sandbox/logout',
    action: 'sandbox#logout',
    page: true,
    inReadOnly: true,
    handle: logOut,
  },
  {
    method: 'GET',
    pattern: '/u/account-created',
    action: 'users#account_created',
    page: true,
    handle: (call) =>
      pageAnswer(
        call,
        200,
        (texts, language) =>
          html`<h1>${texts.problem}</h1>
            <p role="alert">${texts.notActive}</p>
            ${backLink(texts, language)}`,
      ),
  },
];
