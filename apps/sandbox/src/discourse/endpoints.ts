import { readCategoryEndpoints } from './categories/read-categories.ts';
import { writeCategoryEndpoints } from './categories/write-categories.ts';
import { browserFlowEndpoints } from './discourse-connect/browser-flow.ts';
import { syncSsoEndpoints } from './discourse-connect/sync-sso.ts';
import { explorerEndpoints } from './explorer/run-query.ts';
import { memberEndpoints } from './groups/members.ts';
import { readGroupEndpoints } from './groups/read-groups.ts';
import { writeGroupEndpoints } from './groups/write-groups.ts';
import { siteEndpoints } from './site-information.ts';
import { createPostEndpoints } from './topics/create-post.ts';
import { postEndpoints } from './topics/posts.ts';
import { topicListEndpoints } from './topics/topic-lists.ts';
import { topicEndpoints } from './topics/topics.ts';
import type { Endpoint } from './transport/endpoint.ts';
import { accountLifeEndpoints } from './users/account-life.ts';
import { createUserEndpoints } from './users/create-user.ts';
import { listUsersEndpoints } from './users/list-users.ts';
import { penaltyEndpoints } from './users/penalties.ts';
import { preferenceEndpoints } from './users/preferences.ts';
import { readUserEndpoints } from './users/read-user.ts';
import { humanPageEndpoints } from './web/human-pages.ts';

/** Everything that the stand-in serves. What is not here is answered 501. */
export const endpoints: readonly Endpoint[] = [
  ...syncSsoEndpoints,
  ...browserFlowEndpoints,
  ...createUserEndpoints,
  ...readUserEndpoints,
  ...listUsersEndpoints,
  ...penaltyEndpoints,
  ...accountLifeEndpoints,
  ...preferenceEndpoints,
  ...readGroupEndpoints,
  ...writeGroupEndpoints,
  ...memberEndpoints,
  ...readCategoryEndpoints,
  ...writeCategoryEndpoints,
  ...createPostEndpoints,
  ...postEndpoints,
  ...topicEndpoints,
  ...topicListEndpoints,
  ...explorerEndpoints,
  ...siteEndpoints,
  ...humanPageEndpoints,
];
