import { createHash, randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { startHttpHost } from '../../http-host.ts';

interface Granted {
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

/** An OpenID Connect provider that lets the person through whose claims a test has set, and checks PKCE and secret. */
export const testProvider = async (clientSecret: string) => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }];
  const codes = new Map<string, Granted>();
  const person: { claims: Record<string, unknown>; nonce?: string } = { claims: {} };
  const json = (value: unknown, status = 200) => ({ status, body: JSON.stringify(value) });

  const token = async (form: URLSearchParams, issuer: string) => {
    const granted = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const good =
      granted !== undefined &&
      granted.challenge === challenge &&
      granted.redirectUri === form.get('redirect_uri') &&
      form.get('client_secret') === clientSecret;
    if (!good) return json({ error: 'invalid_grant' }, 400);
    const idToken = await new SignJWT({ ...person.claims, nonce: person.nonce ?? granted.nonce })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(issuer)
      .setAudience('nextcloud')
      .setSubject('subject')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    return json({ id_token: idToken, access_token: 'unused', token_type: 'Bearer' });
  };

  const host = await startHttpHost({
    handler: (req, res) => {
      const issuer = `http://${req.headers.host ?? ''}/realms/test`;
      const url = new URL(req.url ?? '/', issuer);
      const answer = async () => {
        if (url.pathname.endsWith('/openid-configuration')) {
          const at = (name: string): string => `${issuer}/${name}`;
          return json({
            issuer,
            authorization_endpoint: at('auth'),
            token_endpoint: at('token'),
            jwks_uri: at('certs'),
          });
        }
        if (url.pathname.endsWith('/certs')) return json({ keys });
        let body = '';
        for await (const chunk of req) body += String(chunk);
        return token(new URLSearchParams(body), issuer);
      };
      void answer().then(({ status, body }) => res.writeHead(status, { 'content-type': 'application/json' }).end(body));
    },
  });
  onTestFinished(() => host.stop());
  return {
    issuer: `${host.url}/realms/test`,
    person,
    /** What the provider's log-in page does: sends the browser back with a code. */
    approve: (authorizationUrl: string): string => {
      const { searchParams } = new URL(authorizationUrl);
      const get = (name: string): string => searchParams.get(name) ?? '';
      const code = randomBytes(8).toString('hex');
      codes.set(code, { nonce: get('nonce'), challenge: get('code_challenge'), redirectUri: get('redirect_uri') });
      return `${get('redirect_uri')}?code=${code}&state=${get('state')}`;
    },
  };
};
