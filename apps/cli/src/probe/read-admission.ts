import type { RoomLevel } from '@passerelle/connector-kit';
import { z } from 'zod';

/** What a token for a room says, without the token: it opens a room. */
export interface AdmissionRead {
  readonly level: RoomLevel;
  readonly room: string;
  readonly affiliation: string;
  /** What the room lets them do besides. */
  readonly features: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}
const claims = z.object({
  room: z.string(),
  context: z.object({
    user: z.object({ affiliation: z.string() }),
    features: z.record(z.string(), z.boolean()).default({}),
  }),
});

/** @throws Error when it is no token of a room */
export function readAdmission(
  token: string,
  { level, expiresAt }: { readonly level: RoomLevel; readonly expiresAt: number },
): AdmissionRead {
  const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const { room, context } = claims.parse(payload);
  const features = Object.entries(context.features).flatMap(([feature, may]) => (may ? [feature] : []));
  return { level, room, affiliation: context.user.affiliation, features, expiresAt };
}
