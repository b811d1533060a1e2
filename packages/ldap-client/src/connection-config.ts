import { z } from 'zod';

const url = z.string().regex(/^ldaps?:\/\/[^/?#@]+\/?$/, 'ldap://host:port or ldaps://host:port, and nothing more');

/** An account of the directory, by its DN. */
export const bindConfig = z.strictObject({ dn: z.string().min(1), password: z.string().min(1) });

/** How a directory is reached, as an administrator writes it: the keys that the source and the groups have in common. */
export const connectionConfig = {
  /** Tried in this order: the next one only when one cannot be reached. */
  url: z.union([url.transform((one) => [one]), z.array(url).min(1)]),
  startTls: z.boolean().default(false),
  /** Certificates to trust besides the system's: a PEM file's path, or its text. */
  ca: z.string().optional(),
  pageSize: z.number().int().min(1).max(10_000).default(500),
  /** Seconds that a connection or one page may take. */
  timeout: z.number().positive().max(600).default(30),
} as const;

/** What a connection needs to know. */
export interface ConnectionSettings {
  readonly url: readonly string[];
  readonly startTls: boolean;
  /** Seconds. */
  readonly timeout: number;
  /** Absent: anonymous. */
  readonly bind?: { readonly dn: string; readonly password: string } | undefined;
}
