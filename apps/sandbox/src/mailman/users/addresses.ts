import type { Address } from '../state.ts';
import { timeText } from '../platform.ts';
import { conflict, noContent, noSuchPath, notFound, okay, type JsonObject } from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { pageOf } from '../transport/pages.ts';
import { onlyParams } from '../transport/params.ts';
import { memberView, membersOf } from '../members/member-view.ts';
import { endMembership } from '../members/leave.ts';
import { findUser, userFor } from './people.ts';

export const addressView = ({ linkTo }: Call, address: Address): JsonObject => ({
  email: address.email,
  original_email: address.original,
  registered_on: timeText(address.registeredAt),
  self_link: linkTo(`addresses/${address.email}`),
  ...(address.displayName === '' ? {} : { display_name: address.displayName }),
  ...(address.verifiedAt === null ? {} : { verified_on: timeText(address.verifiedAt) }),
  ...(address.userId === null ? {} : { user: linkTo(`users/${address.userId}`) }),
});
const addressIn = (call: Call): Address => {
  const address = call.platform.state.addresses.get(call.path('address').toLowerCase());
  if (address === undefined) throw notFound();
  return address;
};

function deleteAddress(call: Call) {
  const { email } = addressIn(call);
  const { platform } = call;
  for (const member of [...platform.state.members.values()]) {
    if (member.email === email) endMembership(platform, member, 'in-silence');
  }
  for (const user of platform.state.users.values()) if (user.preferred === email) user.preferred = null;
  platform.state.addresses.delete(email);
  return noContent;
}

export const addressEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    pattern: '/addresses',
    handle(call) {
      const all = [...call.platform.state.addresses.values()].sort((a, b) => (a.original < b.original ? -1 : 1));
      return pageOf(call.params, all, (address) => addressView(call, address));
    },
  },
  { method: 'GET', pattern: '/addresses/:address', handle: (call) => okay(addressView(call, addressIn(call))) },
  {
    method: 'PATCH',
    pattern: '/addresses/:address',
    handle(call) {
      const address = addressIn(call);
      onlyParams(call.params, ['display_name'], ['display_name']);
      address.displayName = call.params.text('display_name') ?? '';
      return noContent;
    },
  },
  { method: 'DELETE', pattern: '/addresses/:address', handle: deleteAddress },
  {
    method: 'POST',
    pattern: '/addresses/:address/verify',
    handle(call) {
      addressIn(call).verifiedAt ??= call.platform.now();
      return noContent;
    },
  },
  {
    method: 'POST',
    pattern: '/addresses/:address/unverify',
    handle(call) {
      addressIn(call).verifiedAt = null;
      return noContent;
    },
  },
  {
    method: 'GET',
    pattern: '/addresses/:address/memberships',
    handle(call) {
      const address = call.platform.state.addresses.get(call.path('address').toLowerCase());
      if (address === undefined) throw noSuchPath();
      const members = address.userId === null ? [] : membersOf(call.platform, { subscriber: address.email });
      return pageOf(call.params, members, (member) => memberView(call, member));
    },
  },
  {
    method: 'POST',
    pattern: '/addresses/:address/user',
    handle(call) {
      const address = addressIn(call);
      if (address.userId !== null) throw conflict('409 Conflict');
      const wanted = call.params.text('user_id');
      const user = wanted === undefined ? userFor(call.platform, address) : findUser(call.platform, wanted);
      if (user === undefined) throw notFound();
      address.userId = user.id;
      return { status: 200 };
    },
  },
  {
    method: 'DELETE',
    pattern: '/addresses/:address/user',
    handle(call) {
      const address = addressIn(call);
      if (address.userId === null) throw notFound();
      address.userId = null;
      return noContent;
    },
  },
];
