import { z } from 'zod';
import type { Endpoint } from '../endpoint.ts';
import { problems, type ProblemCode } from '../problem/problems.ts';

type Json = Readonly<Record<string, unknown>>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'throw' });
  return json;
};
const asRecord = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

function parameters(schema: z.ZodType, where: 'path' | 'query'): readonly Json[] {
  const { properties, required } = schemaOf(schema, 'input');
  return Object.entries(asRecord(properties)).map(([name, of]) => {
    const { description, ...rest } = asRecord(of);
    return {
      name,
      in: where,
      required: where === 'path' || (Array.isArray(required) && required.includes(name)),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

/** Every problem that an endpoint can answer with: its own, and those that follow from what it takes and who may. */
export function problemsOf({ rule, problems: own, schemas, method }: Endpoint): readonly ProblemCode[] {
  const isPublic = rule.may.includes('nobody');
  const all: readonly ProblemCode[] = [
    'malformed',
    'not-logged-in',
    'token-refused',
    ...(method === 'get' ? [] : (['forged'] as const)),
    ...(isPublic ? [] : (['not-allowed'] as const)),
    'nothing-here',
    'invalid',
    ...(schemas.body === null ? [] : (['too-large', 'not-json'] as const)),
    ...own,
    'login-down',
    'failed',
  ];
  return isPublic ? all.filter((code) => code !== 'not-logged-in') : all;
}

function answers(endpoint: Endpoint): Json {
  const byStatus = Map.groupBy(problemsOf(endpoint), (code) => problems[code]);
  return {
    200: {
      description: 'Done.',
      ...(endpoint.method === 'get' && endpoint.streams !== true
        ? { headers: { ETag: { schema: { type: 'string' } } } }
        : {}),
      content: {
        [endpoint.streams === true ? 'text/event-stream' : 'application/json']: {
          schema: schemaOf(endpoint.schemas.answer, 'output'),
        },
      },
    },
    ...(endpoint.method === 'get' && endpoint.streams !== true
      ? { 304: { description: 'As it was (If-None-Match).' } }
      : {}),
    ...Object.fromEntries(
      [...byStatus].map(([status, codes]) => [
        status,
        {
          description: `Problem: ${codes.join(', ')}.`,
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
    ),
  };
}

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The digest of the preview, in double quotes; needed unless preview=true',
  schema: { type: 'string' },
};

function operation(endpoint: Endpoint): Json {
  const { id, summary, rule, schemas } = endpoint;
  const narrowed = rule.narrowed === undefined ? '' : ` Shown: ${rule.narrowed}.`;
  const { body } = schemas;
  return {
    operationId: id,
    summary,
    description: `For: ${rule.may.join(', ')}.${narrowed}`,
    tags: [id.split('.')[0]],
    ...(rule.may.includes('nobody') ? { security: [] } : {}),
    parameters: [
      ...parameters(schemas.params, 'path'),
      ...parameters(schemas.query, 'query'),
      ...(endpoint.takesIfMatch === true ? [ifMatch] : []),
    ],
    ...(body === null
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: answers(endpoint),
  };
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'code', 'status', 'title', 'detail'],
  properties: {
    type: { type: 'string', format: 'uri' },
    code: { type: 'string', enum: Object.keys(problems) },
    status: { type: 'integer' },
    title: { type: 'string' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      description: 'What is not correct, field by field',
      items: {
        type: 'object',
        required: ['in', 'field', 'code', 'detail'],
        properties: {
          in: { type: 'string', enum: ['query', 'body'] },
          field: { type: 'string', description: 'JSON pointer (RFC 6901)' },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
    reasons: {
      type: 'array',
      description: 'Why it is refused',
      items: {
        type: 'object',
        required: ['code', 'params', 'text'],
        properties: { code: { type: 'string' }, params: { type: 'object' }, text: { type: 'string' } },
      },
    },
  },
};

/** The OpenAPI 3.1 document of these endpoints, from the schemas that check what is sent and answered. */
export function openApiDocument(endpoints: readonly Endpoint[], version: string): Json {
  const paths = Map.groupBy(endpoints, ({ path }) => path);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Passerelle',
      version,
      license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
    },
    servers: [{ url: '/api' }],
    security: [{ session: [] }, { token: [] }],
    paths: Object.fromEntries(
      [...paths].map(([path, here]) => [
        path,
        Object.fromEntries(here.map((endpoint) => [endpoint.method, operation(endpoint)])),
      ]),
    ),
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-passerelle',
          description: 'Changes also need the header X-CSRF-Token, with the token of GET /me.',
        },
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  };
}
