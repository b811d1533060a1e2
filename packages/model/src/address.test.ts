import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAddress, foldAddress } from './address.ts';

describe('foldAddress', () => {
  it.each([
    [' Zoé.Dupont@Example.ORG ', 'zoé.dupont@example.org'],
    ['Zoe\u0301@example.org', 'zo\u00e9@example.org'],
    ['info@Économie.example', 'info@xn--conomie-9xa.example'],
    ['info@xn--conomie-9xa.example', 'info@xn--conomie-9xa.example'],
    ['no address', 'no address'],
    ['a@b é', 'a@b é'],
  ])('%s is compared as %s', (written, folded) => {
    expect(foldAddress(written)).toBe(folded);
  });
  it('is the same however often it is folded, so that stored forms can be compared', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.emailAddress(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })),
        (text) => {
          expect(foldAddress(foldAddress(text))).toBe(foldAddress(text));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('checkAddress', () => {
  it.each([
    'ana@example.org',
    'o’neil@example.org',
    "o'neil+cop@example.co.uk",
    'józef.żak@uczelnia.example',
    'van_der.berg@ziekenhuis.example',
    'info@économie.example',
    'a@laposte.fr',
    'x@cm.example.cm',
    'UPPER@EXAMPLE.ORG',
    ' ana@example.org ',
  ])('lets %s pass', (address) => {
    expect(checkAddress(address)).toBeNull();
  });

  it.each([
    ['ana@example,org', 'ana@example.org'],
    ['ana,petit@example.org', 'ana.petit@example.org'],
    ['ana@@example.org', 'ana@example.org'],
    ['ana petit@example.org', 'anapetit@example.org'],
    ['ana@ example.org', 'ana@example.org'],
    ['ana@example..org', 'ana@example.org'],
    ['ana.@example.org', 'ana@example.org'],
    ['ana@example.org;', 'ana@example.org'],
    ['ana@gmail.con', 'ana@gmail.com'],
    ['ana@gmial.con', 'ana@gmail.com'],
    ['Ana@Gamil.com', 'Ana@gmail.com'],
    ['ana@hopital.frr', 'ana@hopital.fr'],
    ['Ana Petit <ana@example.org>', 'ana@example.org'],
    ['mailto:ana@example.org', 'ana@example.org'],
  ])('%s was probably meant as %s', (address, suggestion) => {
    expect(checkAddress(address)).toEqual({ code: 'address.suggestion', params: { address, suggestion } });
  });

  it.each([
    ['', 'address.empty'],
    ['ana', 'address.no-at'],
    ['ana petit', 'address.no-at'],
    ['ana@example', 'address.no-ending'],
    ['ana@example.org bram@example.org', 'address.space'],
    ['ana@example.org;bram@example.org', 'address.several-at'],
    ['@example.org', 'address.invalid'],
    ['ana@-example.org', 'address.invalid'],
    ['ana@192.168.0.1', 'address.invalid'],
    [`${'a'.repeat(65)}@example.org`, 'address.invalid'],
    ['ana@example.org\u0000', 'address.invalid'],
  ])('tells what is wrong with %j: %s', (address, code) => {
    expect(checkAddress(address)?.code).toBe(code);
  });

  it('suggests only addresses that it would let pass', () => {
    const slips = fc
      .tuple(fc.emailAddress(), fc.constantFrom(',', ' ', '@', '..', '.con', ';'), fc.nat())
      .map(([address, slip, at]) => {
        const where = at % (address.length + 1);
        return address.slice(0, where) + slip + address.slice(where);
      });
    fc.assert(
      fc.property(slips, (text) => {
        const suggestion = checkAddress(text)?.params['suggestion'];
        if (typeof suggestion === 'string') expect(checkAddress(suggestion)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});
