import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commands } from '../catalogue.ts';
import { completionScript, flagsOf, shells } from './scripts.ts';

describe('shell completion', () => {
  it.each(shells)('%s knows every command and its options', (shell) => {
    const script = completionScript(shell, (name) => `l'aide de ${name}`);
    for (const { name, ...spec } of commands) {
      expect(script).toContain(name);
      for (const [flags] of 'options' in spec ? spec.options : []) {
        for (const flag of flagsOf(flags).filter((one) => one.startsWith('--')))
          expect(script).toContain(flag.slice(2));
      }
    }
  });

  it('of bash completes what was begun', () => {
    const complete = (...typed: string[]): string =>
      execFileSync(
        'bash',
        [
          '-c',
          `eval "$SCRIPT"; COMP_WORDS=(passerelle ${typed.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${typed.length}; _passerelle; echo "\${COMPREPLY[@]}"`,
        ],
        {
          env: { ...process.env, SCRIPT: completionScript('bash', String) },
          encoding: 'utf8',
        },
      ).trim();
    expect(complete('observe')).toBe('observe-only');
    expect(complete('drift', 'put')).toBe('put-back');
    expect(complete('plan', '--com')).toBe('--community');
  });
});
