import { Router } from 'express';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { adminRoute } from '../transport/admin-route.ts';

const PATH = '/index.php/apps/forms/config';
const written = z.discriminatedUnion('configKey', [
  z.object({ configKey: z.literal('restrictCreation'), configValue: z.boolean() }),
  z.object({ configKey: z.literal('creationAllowedGroups'), configValue: z.array(z.string()) }),
]);

/** Who may make forms, for the whole instance: one key at a time, each list as a whole (facts §8). */
export const formSettings = (platform: Platform): Router => {
  const router = Router();
  const { settings } = platform.state.forms;
  router.get(
    PATH,
    adminRoute(platform, 'forms', () => ({
      ...settings,
      allowPermitAll: true,
      allowPublicLink: true,
      allowShowToAll: true,
      canCreateForms: true,
    })),
  );
  router.patch(
    PATH,
    adminRoute(platform, 'forms', (body) => {
      const parsed = written.safeParse(body);
      if (!parsed.success) return null;
      if (parsed.data.configKey === 'restrictCreation') settings.restrictCreation = parsed.data.configValue;
      else settings.creationAllowedGroups = parsed.data.configValue;
      return [];
    }),
  );
  return router;
};
