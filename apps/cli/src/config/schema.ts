import { z } from 'zod';

const name = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62})$/, 'a-z, 0-9, -');
const cron = z.string().regex(/^(?:\S+\s+){4}\S+$/, 'cron: minute hour day month weekday (UTC)');
const share = z.number().min(0).max(1);
const count = z.number().int().min(0);

/** How a platform is reached, whatever its kind. */
const network = z.strictObject({
  /** PEM file with the institution's own certificate authority. */
  ca: z.string().min(1).optional(),
  /** `http://proxy.example:3128`. */
  proxy: z.string().min(1).optional(),
  /** Seconds until the end of an answer. */
  timeout: z.number().positive().max(600).optional(),
});

/** What a source has besides its connector's own settings. */
export const sourceSchema = z.strictObject({
  kind: z.string().min(1),
  authority: z.enum(['source', 'import']).default('source'),
  personIdFrom: z.enum(['anchor', 'own']).default('own'),
  schedule: cron.nullable().default(null),
});

/** What a platform has besides its connector's own settings. */
export const targetSchema = z.strictObject({
  kind: z.string().min(1),
  mode: z.enum(['active', 'observe-only', 'paused']).optional(),
  network: network.default({}),
});

/** Without encryption on this machine only: what logs people in travels over it. */
const address = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => url.startsWith('https:') || /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)/.test(url),
    'https://…',
  )
  .transform((url) => url.replace(/\/+$/, ''));

const policyTable = z.record(z.string(), z.record(z.string(), z.string()));

/** passerelle.yaml, without what only a connector understands. */
export const configSchema = z.strictObject({
  version: z.literal(1),
  /** The instance's own language; a reader's `--lang` or LANG goes before it. */
  language: z.enum(['fr', 'en']).default('fr'),
  /** Folder of the embedded database and of what the sandbox keeps; relative to this file. */
  data: z.string().min(1).default('.passerelle'),
  /** Absent: an embedded PostgreSQL in `data`. */
  database: z
    .strictObject({ url: z.string().regex(/^postgres(?:ql)?:\/\//, 'postgresql://user@host:port/database') })
    .optional(),
  sources: z.record(name, z.looseObject({ kind: z.string().min(1) })).default({}),
  targets: z.record(name, z.looseObject({ kind: z.string().min(1) })).default({}),
  /** E-mail addresses of those who may approve what a guard holds. */
  administrators: z.array(z.email()).default([]),
  /** E-mail addresses of those who may read everything over the HTTP API, and change nothing. */
  auditors: z.array(z.email()).default([]),
  /** The institution's access policy: `{ peripheral: { files: write }, technicien: { … } }`. Replaces single cells of the default one. */
  access: policyTable.optional(),
  /** Which platform serves each tool of a community that says nothing: `{ files: nextcloud }`. */
  tools: z.record(z.string(), z.string()).default({}),
  guards: z
    .strictObject({
      communityPeople: count,
      communityShare: share,
      everybodyShare: share,
      allPeople: count,
      windowHours: z.number().positive(),
      sourceShare: share,
      sourcePeople: count,
      sourceDays: z.number().positive(),
    })
    .partial()
    .default({}),
  schedules: z
    .strictObject({
      /** Every platform is read, and what drifted or is due is planned. Null: never by itself. */
      observe: cron.nullable().default('17 * * * *'),
      /** Memberships and roles that begin or end. */
      boundaries: cron.default('*/5 * * * *'),
    })
    .default({ observe: '17 * * * *', boundaries: '*/5 * * * *' }),
  server: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(8440),
      /** The address by which people reach the server: `https://passerelle.example.org`. */
      publicUrl: address.optional(),
      /** How people log in. Absent: the server has no pages for people. */
      login: z
        .strictObject({
          /** `https://login.example.org/realms/cop`. */
          issuer: address,
          clientId: z.string().min(1).default('passerelle-web'),
          clientSecret: z.string().min(16),
          /** The claim that holds a person's id. */
          claim: z.string().min(1).default('passerelle_id'),
        })
        .optional(),
      api: z
        .strictObject({
          /** The audience that a program's access token must name. */
          audience: z.string().min(1).default('passerelle-api'),
        })
        .optional(),
    })
    .refine(({ login, publicUrl }) => login === undefined || publicUrl !== undefined, {
      message: 'publicUrl: https://…',
      path: ['publicUrl'],
    })
    .default({ host: '127.0.0.1', port: 8440 }),
});
export type ParsedConfig = z.output<typeof configSchema>;
