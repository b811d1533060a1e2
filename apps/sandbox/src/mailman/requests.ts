import { findList, listOf } from './lists/list-view.ts';
import { addMember } from './members/subscribe.ts';
import type { SubscriptionRequest } from './state.ts';
import { noContent, notFound, okay, type JsonObject } from './transport/answer.ts';
import type { Call, Endpoint } from './transport/endpoint.ts';
import { pageOf } from './transport/pages.ts';
import { onlyParams } from './transport/params.ts';

const view = ({ token, listId, email, displayName, when, tokenOwner }: SubscriptionRequest): JsonObject => ({
  token,
  type: 'subscription',
  list_id: listId,
  email,
  display_name: displayName,
  when: new Date(when).toISOString().slice(0, 19),
  token_owner: tokenOwner,
});
const requestsOf = (call: Call): readonly SubscriptionRequest[] => {
  const { id } = listOf(call);
  const owner = call.params.text('token_owner');
  return call.platform.state.requests.filter(
    (each) => each.listId === id && (owner === undefined || each.tokenOwner === owner),
  );
};

/** Subscriptions that wait for somebody's yes. */
export const requestEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/lists/:list/requests', handle: (call) => pageOf(call.params, requestsOf(call), view) },
  {
    method: 'GET',
    pattern: '/lists/:list/requests/count',
    handle: (call) => okay({ count: requestsOf(call).length }),
  },
  {
    method: 'POST',
    pattern: '/lists/:list/requests/:token',
    handle(call) {
      const { platform, params } = call;
      const found = requestsOf(call).find(({ token }) => token === call.path('token'));
      if (found === undefined) throw notFound();
      onlyParams(params, ['action', 'reason'], ['action']);
      const action = params.oneOf('action', ['hold', 'reject', 'discard', 'accept', 'defer']);
      if (action === 'defer' || action === 'hold') return noContent;
      platform.state.requests = platform.state.requests.filter((each) => each !== found);
      const list = findList(platform, found.listId);
      if (action === 'accept' && list !== undefined) {
        const address = platform.state.addresses.get(found.email);
        if (address !== undefined) address.verifiedAt ??= platform.now();
        addMember(platform, list, 'member', { email: found.email });
      }
      return noContent;
    },
  },
];
