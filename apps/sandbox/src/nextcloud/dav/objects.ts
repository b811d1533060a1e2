import { DavRefusal } from '../files/dav-answer.ts';
import type { CollectionObject } from './collection-state.ts';
import { etagOf } from './collection-properties.ts';
import { collectionAt, notFound, writableAt, type HomeCall } from './home.ts';
import { uidIn } from './object-data.ts';

const precondition = (message: string): DavRefusal =>
  new DavRefusal(412, 'Sabre\\DAV\\Exception\\PreconditionFailed', message);

/** `If-Match` and `If-None-Match` against what is there (RFC 9110 §13.1). */
const checkConditions = (call: HomeCall, present: CollectionObject | undefined): void => {
  const match = call.header('if-match');
  const none = call.header('if-none-match');
  if (match !== undefined && (present === undefined || (match !== '*' && match !== etagOf(present))))
    throw precondition('An If-Match header was specified, but none of the specified ETags matched.');
  if (none !== undefined && present !== undefined && (none === '*' || none === etagOf(present)))
    throw precondition('An If-None-Match header was specified, but the ETag matched.');
};

export const getObject = (call: HomeCall): CollectionObject => {
  const object = collectionAt(call).collection.objects.get(call.path.object ?? '');
  if (object === undefined) throw notFound('Calendar object');
  return object;
};

export const putObject = (call: HomeCall): { readonly status: 201 | 204; readonly etag: string } => {
  const { platform, kind, path } = call;
  const { collection } = writableAt(call);
  const name = path.object ?? '';
  const present = collection.objects.get(name);
  checkConditions(call, present);
  const data = call.body.toString('utf8');
  const uid = uidIn(kind, data);
  if ([...collection.objects].some(([other, object]) => other !== name && object.uid === uid))
    throw new DavRefusal(
      400,
      'Sabre\\DAV\\Exception\\BadRequest',
      'Calendar object with uid already exists in this calendar collection.',
    );
  const object = { uid, data, modified: platform.seconds() };
  collection.objects.set(name, object);
  collection.syncToken += 1;
  platform.changed();
  return { status: present === undefined ? 201 : 204, etag: etagOf(object) };
};

export const deleteObject = (call: HomeCall): void => {
  const { platform, path } = call;
  const { collection } = writableAt(call);
  const present = collection.objects.get(path.object ?? '');
  if (present === undefined) throw notFound('Calendar object');
  checkConditions(call, present);
  collection.objects.delete(path.object ?? '');
  collection.syncToken += 1;
  platform.changed();
};
