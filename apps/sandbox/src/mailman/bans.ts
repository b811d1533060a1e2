import { listOf } from './lists/list-view.ts';
import type { Platform } from './platform.ts';
import { badRequest, created, noContent, notFound, type JsonObject } from './transport/answer.ts';
import type { Call, Endpoint } from './transport/endpoint.ts';
import { pageOf } from './transport/pages.ts';
import { onlyParams } from './transport/params.ts';

const matches = (pattern: string, email: string): boolean => {
  if (!pattern.startsWith('^')) return pattern.toLowerCase() === email;
  try {
    return new RegExp(pattern, 'i').test(email);
  } catch {
    return false;
  }
};

/** On one list, or everywhere. */
export const isBanned = ({ state }: Platform, listId: string, email: string): boolean =>
  state.bans.some((ban) => (ban.listId === null || ban.listId === listId) && matches(ban.email, email.toLowerCase()));

/** Python's `quote`, without exceptions. */
const quoted = (text: string): string => encodeURIComponent(text).replaceAll('*', '%2A');

type Where = (call: Call) => string | null;

const endpointsAt = (root: string, where: Where): readonly Endpoint[] => {
  const place = (listId: string | null): string => (listId === null ? 'bans' : `lists/${listId}/bans`);
  const bansAt = (call: Call) => {
    const listId = where(call);
    return call.platform.state.bans.filter((ban) => ban.listId === listId);
  };
  return [
    {
      method: 'GET',
      pattern: root,
      handle: (call) =>
        pageOf(call.params, bansAt(call), ({ email, listId }): JsonObject => ({
          email,
          self_link: call.linkTo(`${place(listId)}/${encodeURIComponent(email)}`.replaceAll('%40', '@')),
          ...(listId === null ? {} : { list_id: listId }),
        })),
    },
    {
      method: 'POST',
      pattern: root,
      handle(call) {
        onlyParams(call.params, ['email'], ['email']);
        const email = call.params.text('email') ?? '';
        const listId = where(call);
        if (bansAt(call).some((ban) => ban.email === email)) throw badRequest('Address is already banned');
        call.platform.state.bans.push({ listId, email });
        return created(call.linkTo(`${place(listId)}/${listId === null ? quoted(email) : email}`));
      },
    },
    {
      method: 'DELETE',
      pattern: `${root}/:email`,
      handle(call) {
        const found = bansAt(call).find(({ email }) => email === call.path('email'));
        if (found === undefined) throw notFound(`Email is not banned: ${call.path('email')}`);
        call.platform.state.bans = call.platform.state.bans.filter((ban) => ban !== found);
        return noContent;
      },
    },
  ];
};

export const banEndpoints: readonly Endpoint[] = [
  ...endpointsAt('/bans', () => null),
  ...endpointsAt('/lists/:list/bans', (call) => listOf(call).id),
];
