import { expect } from 'vitest';
import type { ConnectorError, ConnectorErrorCode } from '../contract/error.ts';
import { retryAfterSeconds, type FaultKind } from './harness.ts';

const codes: Readonly<Record<Exclude<FaultKind, 'slow'>, readonly ConnectorErrorCode[]>> = {
  refused: ['unreachable'],
  reset: ['unreachable'],
  timeout: ['timeout'],
  'too-many': ['rate-limited'],
  'too-many-until': ['rate-limited'],
  'server-error': ['server-error'],
  maintenance: ['maintenance'],
  html: ['unexpected-answer'],
  truncated: ['unexpected-answer'],
  unauthorized: ['unauthorized'],
};

/** Holds an error to what the engine must be able to decide from it. */
export const expectError = (error: ConnectorError, kind: Exclude<FaultKind, 'slow'>, now: number): void => {
  expect(codes[kind], `${kind}: ${error.message}`).toContain(error.code);
  if (kind === 'unauthorized') expect(error).toMatchObject({ retry: 'never', scope: 'target' });
  else expect(error.retry, error.message).not.toBe('never');
  if (kind === 'refused' || kind === 'reset' || kind === 'maintenance') expect(error.scope).toBe('target');
  if (kind === 'too-many-until') {
    const at = typeof error.retry === 'object' ? error.retry.at : Number.NaN;
    expect(at).toBeGreaterThan(now + (retryAfterSeconds - 60) * 1000);
    expect(at).toBeLessThan(now + (retryAfterSeconds + 60) * 1000);
  }
  expect(error.request, 'the request must be named').not.toBe('');
  expect(error.message).not.toMatch(/\?|https?:\/\//);
};
