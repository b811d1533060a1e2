import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registry } from '../registry.ts';
import { speaker } from '../texts/texts.ts';
import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { findConfig, loadConfig } from './load-config.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'passerelle-config-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (text: string, env: Record<string, string> = {}): Config => {
  const file = join(folder, 'passerelle.yaml');
  writeFileSync(file, text);
  return loadConfig(file, env, registry);
};
const problemsOf = (text: string, env: Record<string, string> = {}): ConfigError['problems'] => {
  try {
    load(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

const nextcloud = (password: string): string => `version: 1
targets:
  cloud:
    kind: nextcloud
    url: https://cloud.example.org
    credentials: { user: passerelle, password: ${password} }
`;

describe('a configuration that can be used', () => {
  it('has its secrets from the environment and from files, and the connectors’ own defaults', () => {
    writeFileSync(join(folder, 'ldap-password'), 'from-a-file\n');
    const config = load(
      `${nextcloud('{ env: NC }')}sources:
  ldap: { kind: ldap, url: ldap://localhost, base: 'dc=example', bind: { dn: cn=reader, password: { file: ldap-password } } }
administrators: [a@example.org]
tools: { files: cloud }
access: { peripheral: { files: write }, technicien: { files: read } }
`,
      { NC: 'from-the-environment' },
    );
    expect(config.targets[0]?.config).toMatchObject({
      credentials: { password: 'from-the-environment' },
      teamFolders: 'auto',
    });
    expect(config.sources[0]?.config).toMatchObject({ bind: { password: 'from-a-file' }, pageSize: 500 });
    expect([...config.secrets].sort()).toEqual(['from-a-file', 'from-the-environment']);
    expect(config.access).toEqual({
      'participation:peripheral': { files: 'write' },
      'role:technicien': { files: 'read' },
    });
    expect(config.databaseUrl).toBeNull();
    expect(config.data).toBe(join(folder, '.passerelle'));
    expect(config.targets[0]?.mode).toBeNull();
  });

  it('is looked for where it was named, then in the environment, then here', () => {
    writeFileSync(join(folder, 'passerelle.yaml'), 'version: 1\n');
    expect(findConfig('other.yaml', { PASSERELLE_CONFIG: 'env.yaml' }, folder)).toBe(join(folder, 'other.yaml'));
    expect(findConfig(undefined, { PASSERELLE_CONFIG: 'env.yaml' }, folder)).toBe(join(folder, 'env.yaml'));
    expect(findConfig(undefined, {}, folder)).toBe(join(folder, 'passerelle.yaml'));
    expect(findConfig(undefined, {}, join(folder, 'nowhere'))).toBeNull();
  });
});

interface Mistake {
  readonly what: string;
  readonly text: string;
  readonly env?: Record<string, string>;
  readonly line: number | null;
  readonly path: string;
  readonly code: string;
  readonly fr: RegExp;
  readonly en: RegExp;
}
const mistakes: readonly Mistake[] = [
  {
    what: 'a mistyped key',
    text: 'version: 1\nadministrator: []\n',
    line: 2,
    path: 'administrator',
    code: 'config.unknown-key-near',
    fr: /Vouliez-vous dire « administrators »/,
    en: /Did you mean “administrators”/,
  },
  {
    what: 'a key that is like none',
    text: 'version: 1\nxyzzy: 1\n',
    line: 2,
    path: 'xyzzy',
    code: 'config.unknown-key',
    fr: /Clés possibles : version/,
    en: /Possible keys: version/,
  },
  {
    what: 'a mistyped key of a connector',
    text: `${nextcloud('{ env: NC }')}    rateLimitLift: true\n`,
    env: { NC: 'x1y2z3' },
    line: 7,
    path: 'targets.cloud.rateLimitLift',
    code: 'config.unknown-key-near',
    fr: /« rateLimitLifted »/,
    en: /“rateLimitLifted”/,
  },
  {
    what: 'a key that is written twice',
    text: 'version: 1\nlanguage: fr\nlanguage: en\n',
    line: 3,
    path: '',
    code: 'config.yaml.DUPLICATE_KEY',
    fr: /deux fois/,
    en: /twice/,
  },
  {
    what: 'a key that is missing',
    text: 'version: 1\ntargets:\n  cloud:\n    kind: nextcloud\n    credentials: { user: a, password: { env: NC } }\n',
    env: { NC: 'x1y2z3' },
    line: 3,
    path: 'targets.cloud.url',
    code: 'config.missing',
    fr: /« url » manque/,
    en: /“url” is missing/,
  },
  {
    what: 'the wrong kind of value',
    text: 'version: 1\nserver: { port: many }\n',
    line: 2,
    path: 'server.port',
    code: 'config.type',
    fr: /attendu : number/,
    en: /expected: number/,
  },
  {
    what: 'a word that is none of the known ones',
    text: 'version: 1\nlanguage: latin\n',
    line: 2,
    path: 'language',
    code: 'config.not-one-of',
    fr: /Valeurs possibles : fr, en/,
    en: /Possible values: fr, en/,
  },
  {
    what: 'an unknown kind',
    text: 'version: 1\ntargets:\n  x: { kind: nextclod }\n',
    line: 3,
    path: 'targets.x.kind',
    code: 'config.unknown-kind-near',
    fr: /« nextcloud »/,
    en: /“nextcloud”/,
  },
  {
    what: 'a secret in the file',
    text: nextcloud('hunter2'),
    line: 6,
    path: 'targets.cloud.credentials.password',
    code: 'config.secret-literal',
    fr: /\{ env: PASSERELLE_CLOUD_PASSWORD \}/,
    en: /\{ env: PASSERELLE_CLOUD_PASSWORD \}/,
  },
  {
    what: 'a variable that is not set',
    text: nextcloud('{ env: NOT_THERE }'),
    line: 6,
    path: 'targets.cloud.credentials.password',
    code: 'config.secret-env',
    fr: /variable d’environnement NOT_THERE/,
    en: /environment variable NOT_THERE/,
  },
  {
    what: 'a file that is not there',
    text: nextcloud('{ file: not-there }'),
    line: 6,
    path: 'targets.cloud.credentials.password',
    code: 'config.secret-file',
    fr: /not-there ne peut pas être lu \(ENOENT\)/,
    en: /not-there cannot be read \(ENOENT\)/,
  },
  {
    what: 'a password in the database’s address',
    text: 'version: 1\ndatabase: { url: postgresql://me:hunter2@localhost/db }\n',
    line: 2,
    path: 'database.url',
    code: 'config.secret-literal',
    fr: /DATABASE_URL/,
    en: /DATABASE_URL/,
  },
  {
    what: 'a tool on no platform',
    text: 'version: 1\ntools: { files: nowhere }\n',
    line: 2,
    path: 'tools.files',
    code: 'config.unknown-target',
    fr: /aucune plateforme/,
    en: /no platform/,
  },
  {
    what: 'a level that does not exist',
    text: 'version: 1\naccess: { active: { files: fly } }\n',
    line: 2,
    path: 'access.active.files',
    code: 'policy.unknown-level',
    fr: /niveau/,
    en: /level/,
  },
  {
    what: 'indentation by tabs',
    text: 'version: 1\nserver:\n\tport: 1\n',
    line: 3,
    path: '',
    code: 'config.yaml.TAB_AS_INDENT',
    fr: /tabulation/,
    en: /tab/,
  },
  { what: 'an empty file', text: '', line: null, path: '', code: 'config.empty', fr: /vide/, en: /empty/ },
  {
    what: 'two documents',
    text: 'version: 1\n---\nversion: 1\n',
    line: null,
    path: '',
    code: 'config.yaml.MULTIPLE_DOCS',
    fr: /plusieurs documents/,
    en: /several documents/,
  },
];

describe('a mistake in the configuration', () => {
  it.each(mistakes)(
    '$what is told with its place and what to do, in both languages',
    ({ text, env, line, path, code, fr, en }) => {
      const problems = problemsOf(text, env);
      const problem = problems.find((one) => one.message.code === code);
      expect(problem, JSON.stringify(problems)).toMatchObject({ line, path });
      expect(speaker('fr', registry).any(problem!.message)).toMatch(fr);
      expect(speaker('en', registry).any(problem!.message)).toMatch(en);
    },
  );

  it('comes with all the others, each once', () => {
    const problems = problemsOf('version: 2\nlanguag: fr\nserver: { port: 70000 }\n');
    expect(problems.map(({ path }) => path)).toEqual(['version', 'languag', 'server.port']);
  });

  it('of a secret that could not be had is not told a second time as an empty value', () => {
    expect(problemsOf(nextcloud('{ env: NOT_THERE }'))).toHaveLength(1);
  });

  it('that would fill the memory is refused', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map(
        (name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[index]}`).join(', ')}]`,
      ),
    ];
    expect(problemsOf(`version: 1\n${bomb.join('\n')}\n`)[0]?.message.code).toBe('config.yaml.bomb');
  });
});

describe('a secret', () => {
  it('never stands in what is said about a configuration, wherever and however it was written', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9!@$%^*+=_.-]{12,40}$/).map((text) => `S3cret${text}`);
    const written = fc.constantFrom(
      (text: string) => nextcloud(JSON.stringify(text)),
      (text: string) => nextcloud(`${JSON.stringify(text)} }, other: {`),
      (text: string) => nextcloud(`"${text}`),
      (text: string) => nextcloud(`{ secret: ${JSON.stringify(text)} }`),
      (text: string) => `version: 1\ndatabase: { url: ${JSON.stringify(`postgresql://me:${text}@localhost/db`)} }\n`,
      (text: string) => `version: 1\ndatabase:\n  url: ${JSON.stringify(text)}\n  password: ${JSON.stringify(text)}\n`,
      (text: string) =>
        `version: 1\nsources:\n  l: { kind: ldap, url: nope, base: x, bind: { dn: y, password: ${JSON.stringify(text)} } }\n`,
    );
    fc.assert(
      fc.property(secret, written, (text, write) => {
        const problems = problemsOf(write(text));
        expect(problems.length).toBeGreaterThan(0);
        const said = problems
          .flatMap(({ path, message }) => [
            path,
            ...(['fr', 'en'] as const).map((language) => speaker(language, registry).any(message)),
          ])
          .join('\n');
        expect(said).not.toContain(text);
      }),
    );
  });

  it('from the environment is not shown either when the rest is wrong', () => {
    const problems = problemsOf(`${nextcloud('{ env: NC }')}    nonsense: { env: NC }\n`, { NC: 'Sup3rSecretValue' });
    expect(JSON.stringify(problems)).not.toContain('Sup3rSecretValue');
    expect(problems.length).toBe(1);
  });
});
