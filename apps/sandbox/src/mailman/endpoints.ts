import { banEndpoints } from './bans.ts';
import { domainEndpoints } from './domains.ts';
import { listEndpoints } from './lists/lists.ts';
import { memberEndpoints } from './members/members.ts';
import { heldEndpoints } from './posting/held.ts';
import { requestEndpoints } from './requests.ts';
import { systemEndpoints } from './system.ts';
import type { Endpoint } from './transport/endpoint.ts';
import { addressEndpoints } from './users/addresses.ts';
import { userEndpoints } from './users/users.ts';
import { pageEndpoints } from './web/pages.ts';

/** Everything that the stand-in serves. What is not here is answered 501. */
export const endpoints: readonly Endpoint[] = [
  ...systemEndpoints,
  ...domainEndpoints,
  ...listEndpoints,
  ...memberEndpoints,
  ...banEndpoints,
  ...requestEndpoints,
  ...heldEndpoints,
  ...userEndpoints,
  ...addressEndpoints,
  ...pageEndpoints,
];
