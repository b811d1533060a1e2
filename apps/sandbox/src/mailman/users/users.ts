import type { User } from '../state.ts';
import { timeText } from '../platform.ts';
import { badRequest, created, noContent, notFound, okay, type JsonObject } from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { pageOf } from '../transport/pages.ts';
import { booleanOf, onlyParams } from '../transport/params.ts';
import { endMembership } from '../members/leave.ts';
import { preferenceEndpoints } from '../members/preferences.ts';
import { addressView } from './addresses.ts';
import { isAddress } from './address-rules.ts';
import { addressesOf, addressFor, findUser, userFor, userOf } from './people.ts';

const view = ({ linkTo }: Call, { id, displayName, serverOwner, createdAt }: User): JsonObject => ({
  created_on: timeText(createdAt),
  is_server_owner: serverOwner,
  self_link: linkTo(`users/${id}`),
  user_id: id,
  ...(displayName === '' ? {} : { display_name: displayName }),
});
const userIn = (call: Call): User => {
  const user = findUser(call.platform, call.path('user'));
  if (user === undefined) throw notFound();
  return user;
};

function createUser(call: Call) {
  const { params, platform } = call;
  onlyParams(params, ['email', 'display_name', 'password', 'is_server_owner'], ['email']);
  const email = params.text('email') ?? '';
  if (!isAddress(email)) throw badRequest(`Invalid email address ${email}`);
  if (findUser(platform, email) !== undefined) throw badRequest(`User already exists: ${email}`);
  const displayName = params.text('display_name') ?? '';
  const user = userFor(platform, addressFor(platform, email, displayName), displayName);
  user.serverOwner = params.flag('is_server_owner') ?? false;
  return created(call.linkTo(`users/${user.id}`));
}

function changeUser(call: Call) {
  const user = userIn(call);
  for (const name of call.params.names) {
    if (name === 'display_name') user.displayName = call.params.text(name) ?? '';
    else if (name === 'is_server_owner') user.serverOwner = booleanOf(name, call.params.raw(name));
    else if (name !== 'cleartext_password') throw badRequest(`Unknown attribute: ${name}`);
  }
  return noContent;
}

function deleteUser(call: Call) {
  const user = userIn(call);
  const { platform } = call;
  for (const member of [...platform.state.members.values()]) {
    if (userOf(platform, member)?.id === user.id) endMembership(platform, member, 'in-silence');
  }
  for (const { email } of addressesOf(platform, user)) platform.state.addresses.delete(email);
  platform.state.users.delete(user.id);
  return noContent;
}

/** A new address of somebody: taken from nobody else. */
function addAddress(call: Call) {
  const user = userIn(call);
  const { params, platform } = call;
  onlyParams(params, ['email', 'display_name', 'absorb_existing'], ['email']);
  const email = params.text('email') ?? '';
  if (!isAddress(email)) throw badRequest('Invalid email address');
  const known = platform.state.addresses.get(email.toLowerCase());
  if (known !== undefined && known.userId !== null) throw badRequest('Address belongs to other user');
  const address = addressFor(platform, email, params.text('display_name') ?? '');
  address.userId = user.id;
  return created(call.linkTo(`addresses/${address.email}`));
}

function prefer(call: Call) {
  const user = userIn(call);
  const { params, platform } = call;
  onlyParams(params, ['email'], ['email']);
  const email = params.text('email') ?? '';
  const address = platform.state.addresses.get(email.toLowerCase());
  if (address === undefined) throw badRequest(`Address does not exist: ${email}`);
  if (address.verifiedAt === null) throw badRequest(`${address.original} must be verified before setting as primary`);
  if (address.userId !== null && address.userId !== user.id) throw badRequest(address.original);
  address.userId = user.id;
  user.preferred = address.email;
  return created(call.linkTo(`addresses/${address.email}`));
}

export const userEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    pattern: '/users',
    handle: (call) => pageOf(call.params, [...call.platform.state.users.values()], (user) => view(call, user)),
  },
  { method: 'POST', pattern: '/users', handle: createUser },
  {
    method: 'GET',
    pattern: '/owners',
    handle(call) {
      const owners = [...call.platform.state.users.values()].filter(({ serverOwner }) => serverOwner);
      return pageOf(call.params, owners, (user) => view(call, user));
    },
  },
  { method: 'GET', pattern: '/users/:user', handle: (call) => okay(view(call, userIn(call))) },
  { method: 'PATCH', pattern: '/users/:user', handle: changeUser },
  { method: 'DELETE', pattern: '/users/:user', handle: deleteUser },
  {
    method: 'GET',
    pattern: '/users/:user/addresses',
    handle: (call) =>
      pageOf(call.params, addressesOf(call.platform, userIn(call)), (address) => addressView(call, address)),
  },
  { method: 'POST', pattern: '/users/:user/addresses', handle: addAddress },
  {
    method: 'GET',
    pattern: '/users/:user/preferred_address',
    handle(call) {
      const { preferred } = userIn(call);
      const address = preferred === null ? undefined : call.platform.state.addresses.get(preferred);
      if (address === undefined) throw notFound();
      return okay(addressView(call, address));
    },
  },
  { method: 'POST', pattern: '/users/:user/preferred_address', handle: prefer },
  {
    method: 'DELETE',
    pattern: '/users/:user/preferred_address',
    handle(call) {
      const user = userIn(call);
      if (user.preferred === null) throw notFound();
      user.preferred = null;
      return noContent;
    },
  },
  ...preferenceEndpoints('/users/:user/preferences', (call) => {
    const user = userIn(call);
    return { preferences: user.preferences, path: `users/${user.id}` };
  }),
];
