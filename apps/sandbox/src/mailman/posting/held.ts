import { listOf } from '../lists/list-view.ts';
import { actions, type HeldMessage } from '../state.ts';
import { noContent, notFound, okay, type JsonObject } from '../transport/answer.ts';
import { timeText } from '../platform.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { pageOf } from '../transport/pages.ts';
import { onlyParams } from '../transport/params.ts';
import { distribute, reject } from './deliver.ts';

const view = (call: Call, held: HeldMessage): JsonObject => ({
  request_id: held.id,
  sender: held.sender,
  subject: held.subject,
  original_subject: held.subject,
  reason: held.reason,
  hold_date: timeText(held.heldAt),
  message_id: held.messageId,
  msg: held.text,
  self_link: call.linkTo(`lists/${held.listId}/held/${held.id}`),
});
const heldOf = (call: Call): readonly HeldMessage[] => {
  const { id } = listOf(call);
  return call.platform.state.held.filter(({ listId }) => listId === id);
};
const heldIn = (call: Call): HeldMessage => {
  const found = heldOf(call).find(({ id }) => String(id) === call.path('request'));
  if (found === undefined) throw notFound();
  return found;
};

/** Mails that wait for a moderator. */
export const heldEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    pattern: '/lists/:list/held',
    handle: (call) => pageOf(call.params, heldOf(call), (held) => view(call, held)),
  },
  { method: 'GET', pattern: '/lists/:list/held/count', handle: (call) => okay({ count: heldOf(call).length }) },
  { method: 'GET', pattern: '/lists/:list/held/:request', handle: (call) => okay(view(call, heldIn(call))) },
  {
    method: 'POST',
    pattern: '/lists/:list/held/:request',
    handle(call) {
      const { platform, params } = call;
      const held = heldIn(call);
      onlyParams(params, ['action', 'comment'], ['action']);
      const action = params.oneOf('action', actions);
      if (action === 'defer' || action === 'hold') return noContent;
      const list = listOf(call);
      platform.state.held = platform.state.held.filter((each) => each !== held);
      const post = { from: held.sender, subject: held.subject, text: held.text };
      if (action === 'accept') distribute(platform, list, post);
      else if (action === 'reject') reject(platform, list, post, params.text('comment') ?? 'rejected');
      return noContent;
    },
  },
];
