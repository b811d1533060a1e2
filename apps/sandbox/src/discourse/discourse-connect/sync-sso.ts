import { emptyBody, failed, json, missingParameter, uncaught, type Answer } from '../transport/answer.ts';
import { userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import { adminUser } from '../users/admin-user-answer.ts';
import { parsePayload } from './payload.ts';
import { syncAccount } from './sync-account.ts';

const syncSso = (call: Call): Answer => {
  const { params, platform } = call;
  if (!platform.settings.enableDiscourseConnect) return emptyBody(404);
  for (const name of ['sso', 'sig']) if ((params.text(name) ?? '') === '') throw missingParameter(name);
  // The real controller puts both into a query string again and parses that: a `+` comes out as a space (facts §2).
  const query = `sso=${params.text('sso') ?? ''}&sig=${params.text('sig') ?? ''}`;
  const parsed = parsePayload(platform.settings.discourseConnectSecret, query);
  if (parsed.kind !== 'payload') throw failed(422, 'Login Error');
  const result = syncAccount(platform, parsed.payload);
  if (result.kind === 'user') return json(adminUser(platform, result.user, userOf(call)));
  if (result.kind === 'blank-external-id') {
    throw failed(422, 'There is a problem with your account: external_id is blank.');
  }
  throw result.kind === 'invalid' ? failed(403, result.message) : uncaught();
};

export const syncSsoEndpoints: readonly Endpoint[] = [
  { method: 'POST', pattern: '/admin/users/sync_sso', action: 'admin/users#sync_sso', for: 'admin', handle: syncSso },
];
