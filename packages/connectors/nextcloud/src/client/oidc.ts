import { expectShape, type Call } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { isSuccess, ocs, ocsData, refusal } from './ocs.ts';
import { titled } from './request.ts';

export interface ProvisionedUser {
  readonly providerId: number;
  readonly userId: string;
  readonly displayName: string;
  readonly email?: string;
}
const provisioned = z.object({ user_id: z.string() });
const path = '/apps/user_oidc/api/v1';

/**
 * Makes the account that a login through this provider will find, or brings its name and address up to date: no password, no mail.
 * A provider that does not exist is accepted in silence and gives a hash for an id (facts §10).
 * @returns the account's id
 */
export const provisionUser = async (session: Session, call: Call, user: ProvisionedUser): Promise<string> => {
  const name = 'provision user';
  const answer = await ocs(session, call, { name, method: 'POST', path: `${path}/user`, json: user });
  if (!isSuccess(answer)) throw refusal(session, answer, name);
  return expectShape(answer.data, answer.response, titled(name), provisioned).user_id;
};

const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .transform((value) => [true, 1, '1', 'true'].includes(value));
const providersSchema = z.array(
  z.object({ id: z.number(), settings: z.object({ uniqueUid: flag.optional(), groupProvisioning: flag.optional() }) }),
);
export type Providers = z.infer<typeof providersSchema>;

/** The configured login providers. Administrators only. */
export const readProviders = (session: Session, call: Call): Promise<Providers> =>
  ocsData(session, call, { name: 'list login providers', method: 'GET', path: `${path}/provider` }, providersSchema);
