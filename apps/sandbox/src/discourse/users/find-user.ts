import type { User } from '../state.ts';
import { notFound } from '../transport/answer.ts';
import type { Call } from '../transport/endpoint.ts';

/** The user whose number stands in the path. */
export const userById = (call: Call, name = 'id'): User => {
  const user = call.platform.state.users.get(Number(call.path(name)));
  if (user === undefined) throw notFound();
  return user;
};

export const userByName = (call: Call): User => {
  const user = call.platform.accounts.byUsername(call.path('username'));
  if (user === undefined) throw notFound();
  return user;
};
