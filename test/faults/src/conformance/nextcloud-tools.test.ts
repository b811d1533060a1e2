import { describeTarget } from '@passerelle/connector-kit/conformance';
import { openStandIn } from './nextcloud-bench.ts';

const some = { faults: ['reset', 'server-error', 'truncated', 'unauthorized'] } as const;
// Each of these makes and shares several things in dozens of requests, and the suite strikes every one of them.
const few = { faults: ['reset', 'unauthorized'] } as const;
const withoutTeamFolders = ['user_oidc', 'files_sharing', 'password_policy'] as const;

describeTarget(
  'nextcloud, documents written together',
  { open: () => openStandIn({ mode: 'create', rights: 'delegated', tool: 'pads' }) },
  some,
);
describeTarget(
  'nextcloud, documents written together in shared folders',
  { open: () => openStandIn({ mode: 'create', rights: 'delegated', tool: 'pads', apps: withoutTeamFolders }) },
  some,
);
// The lists of who may create are for administrators only.
describeTarget(
  'nextcloud, polls',
  { open: () => openStandIn({ mode: 'create', rights: 'admin', tool: 'polls' }) },
  few,
);
describeTarget(
  'nextcloud, forms',
  { open: () => openStandIn({ mode: 'create', rights: 'admin', tool: 'forms' }) },
  few,
);
