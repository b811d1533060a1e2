import { describeTarget, faultKinds } from '@passerelle/connector-kit/conformance';
import { openStandIn } from './nextcloud-bench.ts';

describeTarget(
  'nextcloud, calendars',
  { open: () => openStandIn({ mode: 'create', rights: 'delegated', tool: 'calendar' }) },
  { faults: faultKinds },
);
describeTarget(
  'nextcloud, address books',
  { open: () => openStandIn({ mode: 'create', rights: 'delegated', tool: 'contacts' }) },
  { faults: ['reset', 'server-error', 'truncated', 'unauthorized'] },
);
