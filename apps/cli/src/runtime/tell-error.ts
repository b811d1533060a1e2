import { isConnectorError, redactor } from '@passerelle/connector-kit';
import { UnknownSubject } from '@passerelle/engine';
import type { Message } from '@passerelle/model';
import { MigrationError, Refusal } from '@passerelle/store';
import { EmbeddedError } from '@passerelle/store/embedded';
import { relative } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { CliError, exit } from './cli-error.ts';
import type { Session } from './session.ts';

interface Told {
  readonly code: string;
  readonly text: string;
  readonly details: readonly string[];
}

/** Says what went wrong in the reader's language, on stderr (with --json as the document on stdout too). Answers the exit code. */
export function tell(session: Session, error: unknown): number {
  const told = toldOf(session, error);
  const { terminal } = session.world;
  // A no is an answer, and no mistake.
  terminal.err(
    told.code === 'cli.declined' ? told.text : `${terminal.errorStyle.red(session.say('cli.error'))} — ${told.text}`,
  );
  for (const line of told.details) terminal.err(`  ${line}`);
  session.printJson({ error: told });
  return exit.error;
}

function toldOf(session: Session, error: unknown): Told {
  const { say } = session;
  const { any } = say;
  if (error instanceof CliError)
    return { code: error.told.code, text: any(error.told), details: error.details.map((one) => any(one)) };
  if (error instanceof ConfigError) {
    const file = relative(session.world.folder, error.file) || error.file;
    return {
      code: 'config.title',
      text: say(error.of === 'configuration' ? 'config.title' : `config.title-${error.of}`, { file }),
      details: error.problems.map(({ line, path, message }) => {
        const where = [line === null ? '' : say('config.line', { line }), path]
          .filter((part) => part !== '')
          .join(', ');
        return `${where === '' ? '' : `${where} : `}${any(message)}`;
      }),
    };
  }
  if (error instanceof Refusal) return list('cli.refused', session, error.reasons);
  if (error instanceof UnknownSubject) return { code: error.told.code, text: any(error.told), details: [] };
  if (error instanceof EmbeddedError)
    return { code: `embedded.${error.code}`, text: say.language === 'fr' ? error.fr : error.en, details: [] };
  if (error instanceof MigrationError) {
    const code = error.code === 'database-newer' ? 'cli.database-newer' : 'cli.database-changed';
    return { code, text: say(code), details: [] };
  }
  if (isConnectorError(error)) {
    const params = { request: error.request, detail: error.detail };
    return { code: `error.${error.code}`, text: any({ code: `error.${error.code}`, params }), details: [] };
  }
  const lost = databaseCode(error);
  if (lost !== null)
    return { code: 'cli.database-unreachable', text: say('cli.database-unreachable', { code: lost }), details: [] };
  // A programming error or the system's: its text may hold anything.
  const clean = redactor(secretsOf(session));
  const detail = clean(error instanceof Error ? error.message : String(error), 300);
  const trace =
    session.options.verbose === true && error instanceof Error ? (error.stack ?? '').split('\n').slice(1) : [];
  return {
    code: 'cli.unexpected',
    text: say('cli.unexpected', { detail }),
    details: trace.map((line) => clean(line, 300)),
  };
}

function list(code: string, session: Session, reasons: readonly Message[]): Told {
  const texts = reasons.map((reason) => session.say.any(reason));
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return { code: reasons[0]?.code ?? code, text: only, details: [] };
  return { code, text: session.say(code), details: texts };
}

/** Codes of the system and of PostgreSQL (class 08, 28, 3D, 57P) that mean that there is no database to talk to. */
function databaseCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const isSystem = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET', 'EAI_AGAIN'].includes(
    error.code,
  );
  return isSystem || /^(?:08|28|3D|57P)/.test(error.code) ? error.code : null;
}

function secretsOf(session: Session): readonly string[] {
  try {
    return session.config().secrets;
  } catch {
    return [];
  }
}
