import { Router } from 'express';
import { addAccount, findAccount, removeAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import { parsedQuota } from '../provisioning/quota.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute } from '../transport/ocs-route.ts';
import { oidcUid } from './oidc-uid.ts';

const BASE = '/apps/user_oidc/api/v1/user';

/** Accounts made before their first login: idempotent, no password, no mail, administrators only. */
export const preProvision = (platform: Platform): Router => {
  const router = Router();
  router.post(
    BASE,
    ocsRoute(platform, { for: 'admin', app: 'user_oidc' }, ({ values }) => {
      const providerId = values.integer('providerId');
      const claim = values.text('userId');
      if (providerId === undefined || claim === undefined || claim === '') throw new OcsRefusal(400, 'Bad request');
      const uid = oidcUid(platform.settings.oidc, providerId, claim);
      const account =
        findAccount(platform.state, uid) ??
        addAccount(platform.state, {
          uid,
          backend: 'user_oidc',
          language: platform.settings.language,
          passwordHash: null,
        });
      const displayName = values.text('displayName') ?? '';
      // The name of an account of another backend is not user_oidc's to write.
      if (displayName !== '' && account.backend === 'user_oidc') account.displayName = displayName;
      const email = values.text('email') ?? '';
      if (email !== '') account.email = email.trim().toLowerCase();
      const quota = values.text('quota') ?? '';
      if (quota !== '') account.quota = parsedQuota(quota) ?? account.quota;
      return { user_id: account.uid };
    }),
  );
  router.delete(
    `${BASE}/:userId`,
    ocsRoute(platform, { for: 'admin', app: 'user_oidc' }, ({ path }) => {
      const account = findAccount(platform.state, path('userId'));
      if (account === undefined || account.backend !== 'user_oidc') {
        throw new OcsRefusal(404, '', { message: 'User not found' });
      }
      removeAccount(platform.state, account);
      return { user_id: account.uid };
    }),
  );
  return router;
};
