import { ConnectorError, expectJson, type Call } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { sendPlain, titled } from './plain-request.ts';

const scopesSchema = z.object({
  scopes: z.array(
    z.object({ key: z.string().optional(), resource: z.string().optional(), action: z.string().optional() }),
  ),
});

/** The action comes in words, with blanks, and once more as `key` (seen in the serializer of 2025). */
const nameOf = ({ key, resource, action }: z.infer<typeof scopesSchema>['scopes'][number]): string =>
  `${resource ?? ''}:${key ?? action?.replaceAll(' ', '_') ?? ''}`;

/**
 * The key's scopes, always readable with a valid key (facts §1). Empty: unrestricted.
 * @throws ConnectorError `unauthorized` for the whole target where even this is refused: the key is wrong, ended, or its account suspended
 */
export const readRights = (session: Session, call: Call): Promise<ReadonlySet<string>> =>
  session.scopes.get(async () => {
    const name = 'read the scopes of the key';
    const response = await sendPlain(session, call, { name, method: 'GET', path: '/session/scopes.json', scope: null });
    if (response.status === 403) {
      throw new ConnectorError({
        code: 'unauthorized',
        retry: 'never',
        scope: 'target',
        request: titled(name),
        status: 403,
        detail: 'the API key or its account is refused',
      });
    }
    const context = { now: session.context.now(), redact: session.redact };
    const { scopes } = expectJson(response, titled(name), scopesSchema, context);
    return new Set(scopes.map(nameOf));
  });
