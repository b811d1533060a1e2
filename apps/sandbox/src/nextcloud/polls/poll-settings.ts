import { Router } from 'express';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { adminRoute } from '../transport/admin-route.ts';

const PATH = '/index.php/apps/polls/settings/app';
const written = z.object({
  appSettings: z.looseObject({
    allowPollCreation: z.boolean().default(true),
    pollCreationGroups: z.array(z.unknown()).default([]),
  }),
});
const group = z.object({ id: z.string() });

/** The settings of the whole app, read and written as a whole. Groups come as objects; plain strings are dropped in silence (facts §8). */
export const pollSettings = (platform: Platform): Router => {
  const router = Router();
  const { polls } = platform.state;
  const answer = (): object => ({
    appSettings: {
      ...polls.settings.others,
      allowPollCreation: polls.settings.allowPollCreation,
      pollCreationGroups: polls.settings.pollCreationGroups.map((id) => ({
        id,
        userId: id,
        displayName: platform.state.groups.get(id)?.displayName ?? id,
        type: 'group',
      })),
    },
  });
  router.get(
    PATH,
    adminRoute(platform, 'polls', () => answer()),
  );
  router.post(
    PATH,
    adminRoute(platform, 'polls', (body) => {
      const parsed = written.safeParse(body);
      if (!parsed.success) return null;
      const { allowPollCreation, pollCreationGroups, ...others } = parsed.data.appSettings;
      polls.settings = {
        allowPollCreation,
        pollCreationGroups: pollCreationGroups.flatMap((each) => {
          const known = group.safeParse(each);
          return known.success ? [known.data.id] : [];
        }),
        others,
      };
      return answer();
    }),
  );
  return router;
};
