import { expectJson, type Call, type HttpResponse } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { ocsData } from './ocs.ts';
import { sendRequest, titled } from './request.ts';

const statusSchema = z.object({
  installed: z.boolean(),
  maintenance: z.boolean(),
  needsDbUpgrade: z.boolean().optional(),
  versionstring: z.string(),
});
export interface ServerStatus extends z.infer<typeof statusSchema> {
  /** The server's clock, from the `Date` header. */
  readonly date: string | null;
}

/** Answers without a login and during maintenance. */
export const readStatus = async (session: Session, call: Call): Promise<ServerStatus> => {
  const name = 'read status';
  const response: HttpResponse = await sendRequest(session, call, { name, method: 'GET', path: '/status.php' });
  const status = expectJson(response, titled(name), statusSchema, {
    now: session.context.now(),
    redact: session.redact,
  });
  return { ...status, date: response.headers['date'] ?? null };
};

const appSchema = z.looseObject({ version: z.string().optional(), appVersion: z.string().optional() });
const capabilitiesSchema = z.object({
  version: z.object({ major: z.number(), string: z.string() }),
  capabilities: z.looseObject({
    bruteforce: z.looseObject({ 'allow-listed': z.boolean().optional() }).optional(),
    groupfolders: z.unknown().optional(),
    polls: appSchema.optional(),
    forms: appSchema.optional(),
  }),
});
export type Capabilities = z.infer<typeof capabilitiesSchema>;

export const readCapabilities = (session: Session, call: Call): Promise<Capabilities> =>
  ocsData(session, call, { name: 'read capabilities', method: 'GET', path: '/cloud/capabilities' }, capabilitiesSchema);

const selfSchema = z.object({ id: z.string(), groups: z.array(z.string()).optional() });
/** The service account itself. */
export const readSelf = (session: Session, call: Call): Promise<z.infer<typeof selfSchema>> =>
  ocsData(session, call, { name: 'read own account', method: 'GET', path: '/cloud/user' }, selfSchema);
