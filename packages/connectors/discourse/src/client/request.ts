import { ConnectorError, isHtml, parseJson, type Call, type HttpResponse } from '@passerelle/connector-kit';
import type { Session } from '../session.ts';
import { refusalIn, sendPlain, statusError, titled, type DiscourseRequest } from './plain-request.ts';
import { readRights } from './rights.ts';

export { refusalIn, refused, statusError, titled, type DiscourseRequest } from './plain-request.ts';

const isAdminRoute = ({ path }: DiscourseRequest): boolean => path.startsWith('/admin/');

/**
 * As `sendPlain`, and tells a refused key, a missing right and an absent thing apart. A key that is wrong or may not gets 403, but 404 on every
 * administrator's route (facts §1): a 404 there counts as "absent" only where the key is known to be allowed to look.
 * A 403 with words of its own (`failed`) is the operation's and comes back.
 */
export const sendRequest = async (session: Session, call: Call, request: DiscourseRequest): Promise<HttpResponse> => {
  const response = await sendPlain(session, call, request);
  const { status } = response;
  if (status < 300 && isAdminRoute(request)) session.admin.provenAt = session.context.now();
  if (status === 403) {
    if (refusalIn(response).failed !== undefined) return response;
    // Asked anew: the key may have ended since.
    session.scopes.forget();
    const scopes = await readRights(session, call);
    throw forbidden(request, scopes);
  }
  if (status !== 404) return response;
  if (isHtml(response)) throw unexpectedPage(session, response, request);
  if (isAdminRoute(request) && response.text.trim() !== '') await requireRight(session, call, request);
  return response;
};

const unexpectedPage = (session: Session, response: HttpResponse, request: DiscourseRequest): ConnectorError => {
  try {
    parseJson(response, titled(request.name), session);
  } catch (error) {
    if (error instanceof ConnectorError) return error;
  }
  return statusError(session, response, request.name);
};

const forbidden = ({ name, scope }: DiscourseRequest, scopes: ReadonlySet<string>): ConnectorError =>
  new ConnectorError({
    code: 'forbidden',
    retry: 'never',
    scope: 'operation',
    request: titled(name),
    detail: detailOf(scope, scopes),
  });

const detailOf = (scope: string | null, scopes: ReadonlySet<string>): string => {
  if (scope === null) return 'only a global key of an administrator may do this';
  return scopes.size === 0 || scopes.has(scope)
    ? "the forum does not let the key's account"
    : `the key lacks the scope ${scope}`;
};

const proofLifetime = 600_000;

/** @throws ConnectorError `forbidden` where the key may not use this route at all, `unauthorized` where it is no longer valid */
const requireRight = async (session: Session, call: Call, request: DiscourseRequest): Promise<void> => {
  session.scopes.forget();
  const scopes = await readRights(session, call);
  if (scopes.size > 0) {
    if (request.scope === null || !scopes.has(request.scope)) throw forbidden(request, scopes);
    return;
  }
  if (session.context.now() - session.admin.provenAt < proofLifetime) return;
  const proof = await sendPlain(session, call, {
    name: 'look whether this is an administrator',
    method: 'GET',
    path: '/admin/users/list/staff.json',
    scope: 'users:list',
  });
  if (proof.status !== 200) throw forbidden(request, scopes);
  session.admin.provenAt = session.context.now();
};
