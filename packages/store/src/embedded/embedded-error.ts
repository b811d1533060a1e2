export type EmbeddedErrorCode =
  | 'no-system-user'
  | 'no-place'
  | 'in-use'
  | 'other-version'
  | 'no-binary'
  | 'init-failed'
  | 'start-failed'
  | 'no-password';

/** The embedded PostgreSQL cannot run, with what to do about it in both languages. */
export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode;
  readonly fr: string;
  readonly en: string;
  constructor(code: EmbeddedErrorCode, fr: string, en: string) {
    super(`${fr} / ${en}`);
    this.name = 'EmbeddedError';
    this.code = code;
    this.fr = fr;
    this.en = en;
  }
}
