import { describeTarget, faultKinds } from '@passerelle/connector-kit/conformance';
import { openStandIn } from './nextcloud-bench.ts';

const apps = ['user_oidc', 'files_sharing', 'password_policy'] as const;
describeTarget(
  'nextcloud, team folders, a delegated service account',
  { open: () => openStandIn({ mode: 'create', rights: 'delegated' }) },
  { faults: faultKinds },
);
describeTarget(
  'nextcloud, accounts provisioned for the login app',
  { open: () => openStandIn({ mode: 'provision', rights: 'admin' }) },
  { faults: ['reset', 'server-error', 'truncated', 'unauthorized'] },
);
describeTarget(
  'nextcloud without the app Team folders: shared folders',
  { open: () => openStandIn({ mode: 'create', rights: 'admin', apps }) },
  { faults: ['reset', 'server-error', 'truncated', 'unauthorized'] },
);
