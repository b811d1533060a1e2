import { z } from 'zod';

/** What the stand-in needs of a provider's discovery document (OpenID Connect Discovery 1.0, section 3). */
const discoverySchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const tokenAnswerSchema = z.object({ id_token: z.string() });

export type ProviderDiscovery = z.infer<typeof discoverySchema>;

/** The provider could not be reached or did not answer what it should. */
export class ProviderFailure extends Error {}

const json = async (fetching: typeof fetch, url: string, init?: RequestInit): Promise<unknown> => {
  const where = new URL(url).pathname;
  let response: Response;
  try {
    response = await fetching(url, { ...init, signal: AbortSignal.timeout(10_000) });
  } catch (cause) {
    throw new ProviderFailure(`the OpenID Connect provider did not answer at ${where}`, { cause });
  }
  if (!response.ok) throw new ProviderFailure(`the OpenID Connect provider answered ${response.status} at ${where}`);
  return response.json();
};

const checked = <Output>(schema: z.ZodType<Output>, value: unknown, what: string): Output => {
  const result = schema.safeParse(value);
  if (!result.success) throw new ProviderFailure(`the OpenID Connect provider's ${what} is not what it should be`);
  return result.data;
};

export const discover = async (fetching: typeof fetch, issuer: string): Promise<ProviderDiscovery> => {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const discovery = checked(discoverySchema, await json(fetching, url), 'discovery document');
  if (discovery.issuer !== issuer) throw new ProviderFailure('the discovery document names another issuer');
  return discovery;
};

export const providerKeys = async (fetching: typeof fetch, discovery: ProviderDiscovery) =>
  checked(keySetSchema, await json(fetching, discovery.jwks_uri), 'key set');

/** Exchanges a code for tokens and returns the ID token, still unverified. */
export const exchangedIdToken = async (
  fetching: typeof fetch,
  discovery: ProviderDiscovery,
  form: URLSearchParams,
): Promise<string> => {
  const answer = await json(fetching, discovery.token_endpoint, { method: 'POST', body: form });
  return checked(tokenAnswerSchema, answer, 'token answer').id_token;
};
