import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modalities, stages } from './community.ts';
import { builtInRoles, participations } from './role.ts';
import { modelTexts } from './texts.ts';
import { toolLevels } from './tool.ts';

const codes = Object.keys(modelTexts.fr);
const places = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1] ?? ''))].sort();

/** Codes that the sources of this package give to `message`, `error` and `warning`, straight or by a variable's two choices. */
const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
);
const used = new Set(
  sources.flatMap((file) =>
    [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/'([a-z]+\.[a-z]+(?:-[a-z]+)*)'/g)].map(
      (found) => found[1] ?? '',
    ),
  ),
);

describe('texts', () => {
  it('exist in both languages', () => {
    expect(Object.keys(modelTexts.en)).toEqual(codes);
  });
  it.each(codes)('%s has the same places in both languages', (code) => {
    expect(places(modelTexts.en[code] ?? '')).toEqual(places(modelTexts.fr[code] ?? ''));
  });
  it('exist for every code that the sources use, and for none that they do not', () => {
    expect(used.size).toBeGreaterThan(40);
    expect([...used].filter((code) => !codes.includes(code))).toEqual([]);
    const messages = codes.filter((code) => !code.startsWith('label.'));
    expect(messages.filter((code) => !used.has(code))).toEqual([]);
  });
  it('name every tool, level, participation, role, modality and stage', () => {
    const labels = [
      ...Object.keys(toolLevels).map((tool) => `label.tool.${tool}`),
      ...Object.entries(toolLevels).flatMap(([tool, levels]) => levels.map((level) => `label.level.${tool}.${level}`)),
      ...participations.map((name) => `label.participation.${name}`),
      ...builtInRoles.map((name) => `label.role.${name}`),
      ...modalities.map((name) => `label.modality.${name}`),
      ...stages.map((name) => `label.stage.${name}`),
    ];
    expect(labels.filter((code) => !codes.includes(code))).toEqual([]);
  });
});
