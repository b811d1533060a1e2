import { ID_ATTRIBUTE } from '../config.ts';
import type { UserProfile } from './schemas.ts';

/** What becomes of the attribute that carries the person's id. `open`: members may change their own, and so pass for somebody else. */
export type Keeping = 'kept' | 'dropped' | 'open';

/** A declared attribute follows its own permissions, any other the realm's policy for unmanaged ones: unset drops them in silence (facts/identity.md §3.2). */
export function keepingOf(profile: UserProfile): Keeping {
  const declared = profile.attributes?.find(({ name }) => name === ID_ATTRIBUTE);
  if (declared !== undefined) {
    const editors = declared.permissions?.edit ?? [];
    return editors.includes('user') ? 'open' : editors.includes('admin') ? 'kept' : 'dropped';
  }
  switch (profile.unmanagedAttributePolicy) {
    case 'ADMIN_EDIT':
      return 'kept';
    case 'ENABLED':
      return 'open';
    default:
      return 'dropped';
  }
}
