import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { message } from '@passerelle/model';
import { z } from 'zod';
import type { Session } from '../session.ts';

/** What the facts were measured on, and the oldest version that has the user profile in its present form. */
const OLDEST_MAJOR = 26;

/** The realm's public page: needs no login, so it tells an address that is wrong from a secret that is. */
export async function checkReachable({ config, context }: Session, call: Call): Promise<Check> {
  const id = 'keycloak.reachable';
  const params = { url: config.url, realm: config.realm };
  const problem = (code: string, detail: string): Check => ({
    id,
    state: 'problem',
    found: message(`keycloak.check.reachable.${code}`, { ...params, detail }),
    remedy: message(`keycloak.check.reachable.${code}.remedy`, params),
  });
  try {
    const response = await context.http.send(
      {
        name: 'keycloak: read the public page of the realm',
        method: 'GET',
        url: `${config.url}/realms/${encodeURIComponent(config.realm)}`,
        headers: { accept: 'application/json' },
      },
      call,
    );
    if (response.status === 200) {
      return { id, state: 'ok', found: message('keycloak.check.reachable.ok', params), remedy: null };
    }
    return problem(response.status === 404 ? 'no-realm' : 'odd', `HTTP ${response.status}`);
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return problem('away', error.detail);
  }
}

const serverInfoSchema = z.looseObject({ systemInfo: z.looseObject({ version: z.string().optional() }).optional() });

/** Keycloak tells its version to administrators of the master realm only; to others it may tell nothing. */
export async function* checkVersion({ config, context, tokens }: Session, call: Call): AsyncGenerator<Check> {
  const id = 'keycloak.version';
  const { text } = await tokens.get(call);
  const response = await context.http.send(
    {
      name: 'keycloak: read the version',
      method: 'GET',
      url: `${config.url}/admin/serverinfo`,
      headers: { authorization: `Bearer ${text}`, accept: 'application/json' },
    },
    { signal: call.signal, before: (bucket) => call.before(bucket), after: () => call.after('answered') },
  );
  const version = response.status === 200 ? versionIn(response.text) : null;
  if (version === null) {
    yield {
      id,
      state: 'unknown',
      found: message('keycloak.check.version.untold'),
      remedy: message('keycloak.check.version.untold.remedy'),
    };
  } else if (Number.parseInt(version, 10) >= OLDEST_MAJOR) {
    yield { id, state: 'ok', found: message('keycloak.check.version.ok', { version }), remedy: null };
  } else {
    const params = { version, oldest: OLDEST_MAJOR };
    const remedy = message('keycloak.check.version.remedy', params);
    yield { id, state: 'problem', found: message('keycloak.check.version.problem', params), remedy };
  }
}

function versionIn(text: string): string | null {
  try {
    const parsed = serverInfoSchema.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data.systemInfo?.version ?? null) : null;
  } catch {
    return null;
  }
}
