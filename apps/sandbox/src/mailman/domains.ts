import { badRequest, created, notFound, okay, type JsonObject } from './transport/answer.ts';
import type { Call, Endpoint } from './transport/endpoint.ts';
import { pageOf } from './transport/pages.ts';
import { onlyParams } from './transport/params.ts';
import { listView, memberCounts } from './lists/list-view.ts';
import type { Domain } from './state.ts';

const view = ({ linkTo }: Call, { mailHost, description }: Domain): JsonObject => ({
  alias_domain: null,
  description,
  mail_host: mailHost,
  self_link: linkTo(`domains/${mailHost}`),
});
const domainOf = (call: Call): Domain => {
  const domain = call.platform.state.domains.get(call.path('domain').toLowerCase());
  if (domain === undefined) throw notFound();
  return domain;
};

export const domainEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    pattern: '/domains',
    handle: (call) => pageOf(call.params, [...call.platform.state.domains.values()], (domain) => view(call, domain)),
  },
  {
    method: 'POST',
    pattern: '/domains',
    handle(call) {
      onlyParams(call.params, ['mail_host', 'description', 'owner', 'alias_domain'], ['mail_host']);
      const mailHost = (call.params.text('mail_host') ?? '').toLowerCase();
      const { domains } = call.platform.state;
      if (domains.has(mailHost)) throw badRequest(`Duplicate email host: ${mailHost}`);
      domains.set(mailHost, { mailHost, description: call.params.text('description') ?? null });
      return created(call.linkTo(`domains/${mailHost}`));
    },
  },
  { method: 'GET', pattern: '/domains/:domain', handle: (call) => okay(view(call, domainOf(call))) },
  {
    method: 'GET',
    pattern: '/domains/:domain/lists',
    handle(call) {
      const { mailHost } = domainOf(call);
      const lists = [...call.platform.state.lists.values()].filter((list) => list.mailHost === mailHost);
      const counts = memberCounts(call.platform);
      return pageOf(call.params, lists, (list) => listView(call, list, counts));
    },
  },
];
