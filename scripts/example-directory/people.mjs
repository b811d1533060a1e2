import { readFileSync } from 'node:fs';
import { randomFrom } from './random.mjs';

const read = (name) => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'));
const names = read('names');
const cast = read('cast');
export const groups = read('groups');

/** Of ten people: six write French, two Dutch, one English, one German. */
const LANGUAGES = ['fr', 'fr', 'fr', 'fr', 'fr', 'fr', 'nl', 'nl', 'en', 'de'];

/**
 * The same people for the same count, and the first ones of a longer list are those of a shorter one.
 * Memory grows with the number of different names, not with the people.
 * @param {number} count
 */
export function* people(count) {
  const random = randomFrom(20261124);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const taken = new Map();
  for (let index = 0; index < count; index += 1) {
    const person = cast[index] ?? invented(pick, random);
    const base = login(person.given, person.family);
    const times = (taken.get(base) ?? 0) + 1;
    taken.set(base, times);
    const uid = times === 1 ? base : `${base}${times}`;
    yield {
      ...person,
      uid,
      mails: person.mails ?? [`${uid}@example.org`],
      employeeNumber: String(index + 1).padStart(6, '0'),
      telephone: telephone(person.language, index),
    };
  }
}

function invented(pick, random) {
  const language = pick(LANGUAGES);
  return {
    given: pick(names[language].given),
    family: pick(names[language].family),
    language,
    organisation: pick(names.organisations),
    groups: groups.filter(({ share }) => random() < share).map(({ key }) => key),
  };
}

const WITHOUT_ACCENT = { ł: 'l', ß: 'ss', œ: 'oe', æ: 'ae', ø: 'o', đ: 'd' };

/** As institutions make logins: `Anne-Catherine de la Barre` → `anne-catherine.delabarre`. */
function login(given, family) {
  const plain = (text) =>
    text
      .toLowerCase()
      .replace(/[łßœæøđ]/g, (letter) => WITHOUT_ACCENT[letter])
      .normalize('NFD')
      .replace(/[^a-z-]/g, '');
  return `${plain(given)}.${plain(family)}`;
}

/** Numbers that ring nowhere: subscriber numbers never begin with 0 in Belgium; 01 99 00 is reserved for fiction in France. */
function telephone(language, index) {
  const digits = String((index * 7919) % 10000).padStart(4, '0');
  const pairs = `${digits.slice(0, 2)} ${digits.slice(2)}`;
  return language === 'en' ? `+33 1 99 00 ${pairs}` : `+32 2 000 ${pairs}`;
}
