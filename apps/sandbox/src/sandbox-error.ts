export type SandboxErrorCode = 'not-a-sandbox' | 'already-running' | 'no-directory' | 'unreadable' | 'set-up-failed';

/** The sandbox cannot start, with what to do about it in both languages. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode;
  readonly fr: string;
  readonly en: string;
  constructor(code: SandboxErrorCode, fr: string, en: string, options?: ErrorOptions) {
    super(`${fr} / ${en}`, options);
    this.name = 'SandboxError';
    this.code = code;
    this.fr = fr;
    this.en = en;
  }
}
