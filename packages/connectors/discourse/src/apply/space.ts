import { ConnectorError, foldName, labelOfName, type BatchOperation } from '@passerelle/connector-kit';
import { partOfKey, type NativeId, type SpaceAdopt, type SpaceCreate, type SpaceUpdate } from '@passerelle/model';
import { bodyOf, failure } from '../client/answers.ts';
import {
  answeredCategory,
  createCategory,
  listCategories,
  readCategory,
  updateCategory,
  type Category,
} from '../client/categories.ts';
import { isNumber } from '../client/groups.ts';
import { refused, titled } from '../client/request.ts';
import { isCategoryName, spaceRule } from '../naming-rules.ts';
import { hasRoomInside } from '../parts.ts';
import { z } from 'zod';
import { completeSpace } from './complete-space.ts';
import {
  expectOpen,
  expectShown,
  moderatorsWith,
  openParent,
  permissionsWith,
  writePermissions,
  type WantedAccess,
} from './permissions.ts';
import { wantedAccess } from './permissions.ts';
import { already, applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

const gone = 'the category is not there any more';
const request = titled('create category');
const rejected = (detail: string): ConnectorError =>
  new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });

/** A label as far as the characters of a category's name allow. */
const nameOfLabel = (label: string): string =>
  foldName(label, { ...spaceRule, caseSensitive: true })
    .slice(0, spaceRule.maxLength)
    .trim();

const sameName = (a: string, b: string): boolean =>
  a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase();

interface Place {
  readonly name: string;
  /** The category around it; null: it stands at the top. */
  readonly parent: NativeId | null;
  /** The category around it is one of ours: the plan opens it, nobody else does. */
  readonly isOurs: boolean;
}

/**
 * Inside the space that the change names; below the configured category otherwise, and also where a forum of two levels has no room further in. Parts bear
 * their label, which need only differ from what lies beside them. Null: the space around it is not there any more.
 */
const placeOf = (work: Work, change: SpaceCreate): Place | null => {
  const { config } = work.session;
  const isPart = partOfKey(change.space) !== 'main';
  const configured = config.parentCategory === undefined ? null : String(config.parentCategory);
  if (change.parent === undefined || (!isPart && !hasRoomInside(config)))
    return { name: change.name, parent: configured, isOurs: false };
  const parent = work.spaces.get(change.parent);
  if (parent === undefined || !isNumber(parent)) return null;
  return { name: isPart ? nameOfLabel(change.label) : change.name, parent, isOurs: true };
};

const findNamed = async ({ session, call }: Work, { name, parent }: Place): Promise<Category | null> => {
  const found = (await listCategories(session, call)).find(
    (each) => each.parent === parent && sameName(each.name, name),
  );
  return found === undefined ? null : readCategory(session, call, found.native);
};

/**
 * Where moderation by category is off the answer holds no moderating groups: the category is made all the same, with the next lower level; the
 * difference is seen at the next reading and told with its remedy.
 */
const asFarAsPossible = (category: Category, wanted: readonly WantedAccess[]): readonly WantedAccess[] =>
  category.moderators !== null
    ? wanted
    : wanted.map((each) => ({ ...each, access: { ...each.access, moderates: false } }));

/** The category with all its permissions in one call: without them it would be public, even if for a moment (facts §5). */
const make = async (work: Work, place: Place, wanted: readonly WantedAccess[]): Promise<Category | null> => {
  const { session, call } = work;
  const { name, parent } = place;
  const moderating = moderatorsWith([], wanted);
  const fields = {
    name,
    color: '0088CC',
    text_color: 'FFFFFF',
    permissions: permissionsWith(new Map(), wanted),
    ...(moderating.length === 0 ? {} : { moderating_group_ids: moderating }),
    ...(parent === null ? {} : { parent_category_id: Number(parent) }),
  };
  let response = await createCategory(session, call, fields);
  if (response.status === 422 && parent !== null && !place.isOurs) {
    await openParent(work, parent, wanted);
    response = await createCategory(session, call, fields);
  }
  if (response.status === 422)
    return (await findNamed(work, place)) === null ? refuse(work, place, wanted, response) : null;
  if (response.status !== 200) throw failure(session, response, 'create category');
  const category = await answeredCategory(session, call, response, 'create category');
  if (!category.isRestricted)
    throw rejected(`category ${category.native} was made and is open to everybody: close it by hand`);
  return category;
};
/** The plan opens the category around it first: where that is not done yet, this one waits. */
const refuse = async (
  work: Work,
  { parent, isOurs }: Place,
  wanted: readonly WantedAccess[],
  response: Parameters<typeof refused>[1],
): Promise<never> => {
  const { session, call } = work;
  session.groups.forget();
  const around = parent === null || !isOurs ? null : await readCategory(session, call, parent);
  if (around !== null) expectOpen(around, wanted, request);
  throw refused(session, response, 'create category');
};

export const applySpaceCreate = async (work: Work, operation: BatchOperation, change: SpaceCreate): Promise<Result> => {
  const place = placeOf(work, change);
  if (place === null) return superseded(operation, 'the category around it is not there any more');
  if (!isCategoryName(place.name)) throw rejected('a category name has 1 to 50 characters here');
  const wanted = await wantedAccess(work, change.grants, request);
  if (wanted === null) return superseded(operation, 'a group is not there any more');
  const ours = operation.attemptedBefore ? await findNamed(work, place) : null;
  if (ours !== null) {
    const changed = await writePermissions(work, ours, asFarAsPossible(ours, wanted), place.isOurs);
    await completeSpace(work, operation, change, ours);
    work.spaces.set(change.space, ours.native);
    return changed ? applied(operation, ours.native) : already(operation, ours.native);
  }
  const made = await make(work, place, wanted);
  if (made === null) {
    const detail = `a category ${place.name} exists there`;
    throw new ConnectorError({ code: 'taken', retry: 'never', scope: 'operation', request, detail });
  }
  expectShown(made, asFarAsPossible(made, wanted), request);
  await completeSpace(work, operation, change, made);
  work.spaces.set(change.space, made.native);
  return applied(operation, made.native);
};

const open = ({ session, call }: Work, native: string | undefined): Promise<Category | null> =>
  native === undefined || !isNumber(native) ? Promise.resolve(null) : readCategory(session, call, native);

/** The name as far as the characters allow; the slug, and so every address of the category, stays. */
export const applySpaceUpdate = async (work: Work, operation: BatchOperation, change: SpaceUpdate): Promise<Result> => {
  const { session, call } = work;
  const category = await open(work, work.spaces.get(change.space));
  if (category === null) return superseded(operation, gone);
  const name = nameOfLabel(change.label);
  if (!isCategoryName(name)) throw rejected('the label leaves nothing for a category name');
  if (category.name === name || labelOfName(category.name, spaceRule) === name) return already(operation);
  const response = await updateCategory(session, call, category.native, {
    name,
    ...(category.parent === null ? {} : { parent_category_id: Number(category.parent) }),
  });
  if (response.status === 422) throw refused(session, response, 'rename category', 'taken');
  if (response.status !== 200) throw failure(session, response, 'rename category');
  bodyOf(session, response, 'rename category', z.unknown());
  return applied(operation);
};

export const applySpaceAdopt = async (work: Work, operation: BatchOperation, change: SpaceAdopt): Promise<Result> => {
  const category = await open(work, change.native);
  if (category === null) return superseded(operation, gone);
  work.spaces.set(change.space, category.native);
  return applied(operation, category.native);
};
