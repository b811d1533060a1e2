import { cardFields, isCardField, type CardField, type CardPerson } from '@passerelle/model';
import { foldName } from '@passerelle/store';
import { CliError } from '../runtime/cli-error.ts';

const words: Readonly<Record<string, CardField>> = {
  'e-mail': 'email',
  mail: 'email',
  courriel: 'email',
  adresse: 'email',
  address: 'email',
  telephone: 'phone',
  tel: 'phone',
  organization: 'organisation',
  institution: 'organisation',
  role: 'roles',
};

/** `email,téléphone`, or `all`, as somebody typed it. @throws CliError */
export function cardFieldsOf(value: unknown): readonly CardField[] {
  if (typeof value !== 'string') return [];
  return value.split(',').flatMap((part) => {
    const word = foldName(part.trim());
    if (word === 'all' || word === 'tout') return [...cardFields];
    const field = isCardField(word) ? word : words[word];
    if (field === undefined)
      throw new CliError('cli.unknown-card-field', { field: part.trim(), known: cardFields.join(', ') });
    return [field];
  });
}

/** The fields of which there is nothing to show. Roles are the community's own to tell. */
export const emptyFields = (person: CardPerson, shown: readonly CardField[]): readonly CardField[] => {
  const values: Readonly<Record<CardField, string | null>> = {
    email: person.email,
    phone: person.phoneNumber,
    organisation: person.organization,
    roles: '·',
  };
  return shown.filter((field) => values[field] === null || values[field] === '');
};
