import type { Message } from '@passerelle/model';

/** Something that the reader can put right; told as it is, without a trace. */
export class CliError extends Error {
  readonly told: Message;
  readonly details: readonly Message[];
  constructor(code: string, params: Message['params'] = {}, details: readonly Message[] = []) {
    super(code);
    this.name = 'CliError';
    this.told = { code, params };
    this.details = details;
  }
}

/** Terraform's `-detailed-exitcode`: 0 nothing to do, 1 an error, 2 there are changes. */
export const exit = { ok: 0, error: 1, changes: 2 } as const;
