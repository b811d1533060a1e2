import { joinByDomain } from '../groups/membership.ts';
import { invalidAccess, json, Refusal, success, type Answer } from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { userById } from './find-user.ts';
import { postCountOf } from './user-parts.ts';
import { nameIsTaken } from './username-rules.ts';

const activate = (call: Call): Answer => {
  const user = userById(call);
  if (user.active) throw invalidAccess();
  user.active = true;
  joinByDomain(call.platform, user);
  return success();
};

const deactivate = (call: Call): Answer => {
  const user = userById(call);
  if (user.admin || user.moderator) throw invalidAccess();
  user.active = false;
  call.platform.sessions.endAllOf(user.id);
  return success();
};

const logOut = (call: Call): Answer => {
  const user = call.platform.state.users.get(Number(call.path('id')));
  if (user === undefined) throw new Refusal(json({ error: 'The requested URL or resource could not be found.' }, 404));
  call.platform.sessions.endAllOf(user.id);
  return success();
};

/** Irreversible. Links to login providers go, memberships stay (facts §3). */
const anonymize = (call: Call): Answer => {
  const { platform } = call;
  const user = userById(call);
  if (user.admin || user.moderator) throw invalidAccess();
  let number = user.id;
  while (nameIsTaken(platform, `anon${number}`)) number += 1_000_000;
  user.username = `anon${number}`;
  user.email = `${user.username}@anonymized.invalid`;
  user.name = null;
  user.bio = user.website = user.location = user.title = null;
  user.sso = null;
  for (const provider of Object.keys(user.otherIds)) Reflect.deleteProperty(user.otherIds, provider);
  for (const field of Object.keys(user.customFields)) Reflect.deleteProperty(user.customFields, field);
  platform.accounts.refresh(user);
  platform.sessions.endAllOf(user.id);
  return success({ username: user.username });
};

const destroy = (call: Call): Answer => {
  const { platform } = call;
  const user = userById(call);
  if (user.admin || user.id <= 0) throw invalidAccess();
  const posts = postCountOf(platform, user);
  if (posts > 0 && call.params.flag('delete_posts') !== true) {
    const message = `User ${user.username} has ${posts} post${posts === 1 ? '' : 's'}, so they can't be deleted.`;
    throw new Refusal(json({ deleted: false, message }, 403));
  }
  for (const post of platform.state.posts.values()) if (post.userId === user.id) post.deletedAt ??= platform.now();
  for (const topic of platform.state.topics.values()) if (topic.userId === user.id) topic.deletedAt ??= platform.now();
  for (const group of platform.state.groups.values()) group.members.delete(user.id);
  platform.accounts.remove(user);
  platform.sessions.endAllOf(user.id);
  return json({ deleted: true });
};

const unlink = (call: Call): Answer => {
  const user = userById(call);
  user.sso = null;
  call.platform.accounts.refresh(user);
  return success();
};

const on = (method: Endpoint['method'], pattern: string, action: string, handle: Endpoint['handle']): Endpoint => ({
  method,
  pattern: `/admin/users/:id${pattern}`,
  action: `admin/users#${action}`,
  for: 'staff',
  handle,
});

export const accountLifeEndpoints: readonly Endpoint[] = [
  on('PUT', '/activate', 'activate', activate),
  on('PUT', '/deactivate', 'deactivate', deactivate),
  on('POST', '/log_out', 'log_out', logOut),
  on('PUT', '/anonymize', 'anonymize', anonymize),
  on('DELETE', '', 'destroy', destroy),
  { ...on('DELETE', '/sso_record', 'delete_sso_record', unlink), for: 'admin' },
];
