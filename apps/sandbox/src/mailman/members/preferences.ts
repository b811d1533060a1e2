import type { Platform } from '../platform.ts';
import { deliveryModes, deliveryStatuses, type Member, type Preferences } from '../state.ts';
import { noContent, okay, type Json } from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { onlyParams } from '../transport/params.ts';
import { emailOf, userOf } from '../users/people.ts';

/** What counts for a membership: its own preference, else the address's, else the user's. */
export const preferenceOf = <Name extends keyof Preferences>(
  platform: Platform,
  member: Member,
  name: Name,
): Preferences[Name] => {
  const email = emailOf(platform, member);
  const address = email === null ? undefined : platform.state.addresses.get(email);
  return (
    member.preferences[name] ?? address?.preferences[name] ?? userOf(platform, member)?.preferences[name] ?? undefined
  );
};

interface Owner {
  readonly preferences: Preferences;
  /** Of whom they are: `members/…`. */
  readonly path: string;
}

/** Reading, changing and clearing somebody's preferences. */
export const preferenceEndpoints = (pattern: string, ownerOf: (call: Call) => Owner): readonly Endpoint[] => [
  {
    method: 'GET',
    pattern,
    handle(call) {
      const { preferences, path } = ownerOf(call);
      const told: [string, Json | undefined][] = [
        ['delivery_mode', preferences.deliveryMode],
        ['delivery_status', preferences.deliveryStatus],
        ['hide_address', preferences.hideAddress],
        ['preferred_language', preferences.language],
      ];
      const set = told.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
      return okay({ ...Object.fromEntries(set), self_link: call.linkTo(`${path}/preferences`) });
    },
  },
  {
    method: 'PATCH',
    pattern,
    handle(call) {
      const { preferences } = ownerOf(call);
      const { params } = call;
      onlyParams(params, ['delivery_mode', 'delivery_status', 'hide_address', 'preferred_language']);
      const status = params.oneOf('delivery_status', deliveryStatuses);
      const mode = params.oneOf('delivery_mode', deliveryModes);
      if (status !== undefined) preferences.deliveryStatus = status;
      if (mode !== undefined) preferences.deliveryMode = mode;
      if (params.has('hide_address')) preferences.hideAddress = params.flag('hide_address');
      if (params.has('preferred_language')) preferences.language = params.text('preferred_language');
      return noContent;
    },
  },
  {
    method: 'DELETE',
    pattern,
    handle(call) {
      const { preferences } = ownerOf(call);
      delete preferences.deliveryMode;
      delete preferences.deliveryStatus;
      delete preferences.hideAddress;
      delete preferences.language;
      return noContent;
    },
  },
];
