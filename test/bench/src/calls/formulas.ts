import type { Text } from '../line.ts';

/** What the fewest calls are, from what happened (docs/contributors, "the fewest calls"). */
export interface Formula {
  readonly calls: number;
  readonly said: Text;
}

const formula = (calls: number, fr: string, en: string): Formula => ({ calls, said: { fr, en } });

/** N people who are new to the platform, into a new community with G groups and S spaces of which each is opened to so many groups. */
export interface Enrolment {
  readonly people: number;
  readonly groups: number;
  readonly spaces: number;
  readonly grants: number;
}

export const discourseEnrolment = ({ people, groups, spaces }: Enrolment): Formula =>
  formula(people + groups + spaces, 'Discourse, entrées : N + G + S', 'Discourse, enrolment: N + G + S');

/** Folders and documents that a community's folder is born with (the Nextcloud connector's templates). */
const startingDocuments = 7;

/**
 * A folder is made, opened to each group (an assignment and its permissions), for a moment to our own account too (given and taken) so that it can put the
 * first documents there, and read back.
 */
export const nextcloudEnrolment = ({ people, groups, spaces, grants }: Enrolment): Formula =>
  formula(
    people + groups + spaces * (2 + 2 * grants + 2 + startingDocuments),
    'Nextcloud, entrées : N + G + (2 + 2 × ouvertures + 2 + 7 dossiers et documents de départ) par espace',
    'Nextcloud, enrolment: N + G + (2 + 2 × grants + 2 + 7 first folders and documents) per space',
  );

/** Somebody leaves their only community: out of a group, the account put to sleep, sessions ended where that is a call of its own. No formula stands in the design. */
export const discourseDeparture = (groups: number): Formula =>
  formula(
    groups + 2,
    'Discourse, départ : groupes + suspendre + déconnecter',
    'Discourse, departure: groups + suspend + log out',
  );
export const nextcloudDeparture = (groups: number): Formula =>
  formula(
    groups + 3,
    'Nextcloud, départ : groupes + désactiver + ses sondages, et qui administre (une fois par minute)',
    'Nextcloud, departure: groups + disable + their polls, and who administers (once a minute)',
  );
export const keycloakDeparture = (groups: number): Formula =>
  formula(
    groups + 4,
    'Keycloak, départ : groupes + lire, désactiver, déconnecter, et qui administre (une fois par minute)',
    'Keycloak, departure: groups + read, disable, log out, and who administers (once a minute)',
  );

/** One level of one group in one space, read, changed and (where it is not answered back) read again: whole lists are never written blindly. */
export const policyChange: Readonly<Record<'keycloak' | 'nextcloud' | 'discourse', Formula>> = {
  keycloak: formula(0, 'Keycloak, grille d’accès : rien', 'Keycloak, policy: nothing'),
  nextcloud: formula(3, 'Nextcloud, grille d’accès : lire, régler, relire', 'Nextcloud, policy: read, set, read back'),
  discourse: formula(2, 'Discourse, grille d’accès : lire, écrire', 'Discourse, policy: read, write'),
};

/** What a world holds, as its platforms list it. */
export interface Readable {
  readonly people: number;
  readonly communities: number;
  /** Members of each group of ours. */
  readonly members: readonly number[];
}

const pages = (count: number, size: number): number => Math.ceil(count / size);

/** People by group and by themselves; the tree of groups, which no call tells whole, one call a community. */
export const keycloakReading = ({ people, communities, members }: Readable): Formula =>
  formula(
    members.reduce((sum, count) => sum + Math.max(1, pages(count, 500)), 0) + pages(people, 500) + communities + 4,
    'Keycloak, lecture : Σ ⌈membres/500⌉ + ⌈personnes/500⌉, et l’arbre des groupes (2 + communautés) et 2 (fédérations, nombre)',
    'Keycloak, reading: Σ ⌈members/500⌉ + ⌈people/500⌉, and the tree of groups (2 + communities) and 2 (federations, count)',
  );

/** Folders, calendars, address books, polls and forms are listed in one call each. */
const kindsOfSpaces = 5;

/** The last page of people, and of groups, is an empty one: a short page is not the last where there are several back ends (facts §2). */
export const nextcloudReading = ({ people, members }: Readable): Formula => {
  // Its administrator and our own account are listed too.
  const everybody = people + 2;
  return formula(
    Math.min(pages(everybody, 100), members.length) + kindsOfSpaces + pages(members.length + 1, 200) + 2 + 1,
    'Nextcloud, lecture : min(⌈P/100⌉, G) + 5 pour les espaces (dossiers, calendriers, carnets, sondages, questionnaires), et la liste des groupes (⌈G/200⌉), deux pages vides qui disent la fin et 1 question sur le nombre',
    'Nextcloud, reading: min(⌈P/100⌉, G) + 5 for the spaces (folders, calendars, address books, polls, forms), and the list of groups (⌈G/200⌉), two empty pages that say the end and 1 question about the number',
  );
};

export const discourseReading = ({ people }: Readable): Formula =>
  formula(
    pages(people + 1, 10_000) + 2,
    'Discourse, lecture : 1 par 10 000 lignes : comptes, catégories, groupes',
    'Discourse, reading: 1 per 10,000 rows: accounts, categories, groups',
  );
