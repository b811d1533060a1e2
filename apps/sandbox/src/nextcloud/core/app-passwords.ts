import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import type { Platform } from '../platform.ts';
import { secretHash } from '../secret-hash.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute } from '../transport/ocs-route.ts';

/** Length of a real app password. */
const LENGTH = 72;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const newAppPassword = (): string =>
  [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? 'a').join('');

export const appPasswords = (platform: Platform): Router => {
  const router = Router();
  router.get(
    '/core/getapppassword',
    ocsRoute(platform, {}, ({ caller }) => {
      if (caller.with === 'app password')
        throw new OcsRefusal(403, 'You cannot request an new apppassword with an apppassword');
      const apppassword = newAppPassword();
      caller.account.appPasswordHashes.push(secretHash(caller.account.uid, apppassword));
      platform.changed();
      return { apppassword };
    }),
  );
  return router;
};
