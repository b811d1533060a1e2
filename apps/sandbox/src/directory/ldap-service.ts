import ldapjs from 'ldapjs';
import {
  ANONYMOUS,
  authenticate,
  type Identity,
  type ServiceAccount,
  type WritingAccount,
} from './directory-accounts.ts';
import { mayWrite } from './write-access.ts';
import { answerSearch, PageCursors, type SearchQuestion } from './directory-search.ts';
import { OPERATIONAL } from './directory-entry.ts';
import type { DirectoryTree, Modification, SearchScope } from './directory-tree.ts';
import type { DirectoryTrouble } from './directory-trouble.ts';
import { dnKey } from './distinguished-name.ts';
import { LdapFailure, RESULT } from './ldap-failure.ts';
import type * as wire from './ldap-wire.ts';
import { rootDse } from './root-dse.ts';
import { encodeSearchDone, encodeSearchEntry, PAGED_RESULTS } from './search-encoding.ts';
import type { SearchFilter } from './search-filter.ts';
import type { SearchLimits } from './search-limits.ts';
import { readableValues } from './search-result.ts';
import { SUBSCHEMA, subschema } from './subschema.ts';
import { matchingForm } from './value-matching.ts';

export interface LdapServiceContext {
  readonly tree: DirectoryTree;
  readonly suffix: string;
  readonly reader: ServiceAccount;
  readonly manager: ServiceAccount;
  readonly writer?: WritingAccount | undefined;
  readonly limits: SearchLimits;
  /** Asked at every operation, so that a trouble can begin while clients are connected. */
  readonly trouble: () => DirectoryTrouble;
  readonly changed: () => void;
  readonly searched: (question: SearchQuestion) => void;
  /** Takes the filter of a search request as the client sent it (see `FilterTap`). */
  readonly filterOf: (connection: wire.WireConnection, messageId: number) => SearchFilter | undefined;
}

/** Joins the tree to the server half of `ldapjs`; every refusal is an LDAP result, never a dropped connection. */
export function createLdapService(context: LdapServiceContext): ldapjs.Server {
  const { tree } = context;
  const server = ldapjs.createServer();
  const identities = new WeakMap<wire.WireConnection, Identity>();
  const cursors = new WeakMap<wire.WireConnection, PageCursors>();
  // An anonymous bind never reaches a handler of ours: ldapjs answers it and only moves `bindDN`.
  const identityOf = (connection: wire.WireConnection): Identity =>
    connection.ldap.bindDN.toString() === 'cn=anonymous' ? ANONYMOUS : (identities.get(connection) ?? ANONYMOUS);

  const answering =
    <R extends wire.WireRequest>(act: (req: R) => number | undefined) =>
    (req: R, res: wire.WireResponse, next: wire.WireNext): void => {
      try {
        refuseUnknownControls(req, []);
        res.end(act(req) ?? RESULT.success);
      } catch (error) {
        const failure = asFailure(error);
        res.diagnosticMessage = failure.message;
        res.end(failure.code);
      }
      next();
    };
  const writing = <R extends wire.WireRequest>(
    act: (req: R, by: string) => void,
    places: (req: R) => readonly string[],
    personMay: (req: R, dn: string) => boolean = () => false,
  ): ReturnType<typeof answering<R>> =>
    answering((req: R) => {
      const identity = identityOf(req.connection);
      if (identity.kind === 'anonymous')
        throw new LdapFailure(RESULT.insufficientAccessRights, 'modifications require authentication');
      const may = identity.kind === 'manager' || mayWrite(identity, context.writer, places(req));
      if (!may && !personMay(req, identity.dn)) {
        throw new LdapFailure(RESULT.insufficientAccessRights, 'no write access to this entry');
      }
      act(req, identity.dn);
      context.changed();
      return undefined;
    });

  server.bind(
    '',
    answering((req: wire.WireBind) => {
      identities.delete(req.connection);
      identities.set(req.connection, authenticate(tree, context, req.name.toString(), req.credentials));
      return undefined;
    }),
  );
  server.compare(
    '',
    answering((req: wire.WireCompare) => {
      const entry = tree.get(req.entry.toString());
      if (entry === undefined || identityOf(req.connection).kind === 'anonymous')
        throw new LdapFailure(RESULT.noSuchObject, '');
      const values = readableValues(tree, entry, req.attribute);
      if (values === undefined) throw new LdapFailure(RESULT.insufficientAccessRights, '');
      const wanted = matchingForm(req.attribute, req.value);
      return values.some((value) => matchingForm(req.attribute, value) === wanted) ? 6 : 5;
    }),
  );
  server.add(
    '',
    writing(
      (req: wire.WireAdd, by) => {
        const attributes = req.attributes.map(({ type, values }) => ({ name: writable(type), values }));
        tree.add(req.entry.toString(), attributes, by);
      },
      (req) => [req.entry.toString()],
    ),
  );
  server.modify(
    '',
    writing(
      (req: wire.WireModify, by) => tree.modify(req.object.toString(), modificationsOf(req), by),
      (req) => [req.object.toString()],
      (req, dn) => changesOwnPassword(req, dn),
    ),
  );
  server.del(
    '',
    writing(
      (req: wire.WireDelete) => tree.delete(req.entry.toString()),
      (req) => [req.entry.toString()],
    ),
  );
  server.modifyDN(
    '',
    writing(
      (req: wire.WireModifyDn, by) =>
        tree.rename(req.entry.toString(), req.newRdn.toString(), req.deleteOldRdn, req.newSuperior?.toString(), by),
      (req) => [req.entry.toString(), ...(req.newSuperior === undefined ? [] : [req.newSuperior.toString()])],
    ),
  );
  server.search('', (req: wire.WireSearch, _res: wire.WireResponse, next: wire.WireNext): void => {
    const trouble = context.trouble();
    const serve = (): void => {
      search(req, trouble);
      next();
    };
    if (trouble.kind === 'slow') setTimeout(serve, trouble.milliseconds).unref();
    else serve();
  });
  return server;

  function search(req: wire.WireSearch, trouble: DirectoryTrouble): void {
    const { connection, messageId } = req;
    try {
      refuseUnknownControls(req, [PAGED_RESULTS]);
      const question = questionOf(req, context.filterOf(connection, messageId));
      context.searched(question);
      if (question.base === '' && question.scope === 'base') {
        connection.write(encodeSearchEntry(messageId, '', rootDse(context.suffix, req.attributes)));
        connection.write(encodeSearchDone(messageId, RESULT.success, ''));
        return;
      }
      if (question.scope === 'base' && dnKey(question.base) === dnKey(SUBSCHEMA)) {
        connection.write(encodeSearchEntry(messageId, SUBSCHEMA, subschema(req.attributes)));
        connection.write(encodeSearchDone(messageId, RESULT.success, ''));
        return;
      }
      const open = cursors.get(connection) ?? new PageCursors();
      cursors.set(connection, open);
      const who = { identity: identityOf(connection), limits: context.limits, cursors: open };
      const answer = answerSearch(tree, question, who, trouble);
      const cut = trouble.kind === 'break-off' ? trouble.afterEntries : Number.POSITIVE_INFINITY;
      const rows = answer.rows.slice(0, cut).map((row) => encodeSearchEntry(messageId, row.dn, row.attributes));
      connection.write(Buffer.concat(rows), () => {
        if (answer.rows.length > cut) connection.destroy();
      });
      if (answer.rows.length <= cut) connection.write(encodeSearchDone(messageId, answer.code, '', answer.cookie));
    } catch (error) {
      const failure = asFailure(error);
      connection.write(encodeSearchDone(messageId, failure.code, failure.message));
    }
  }
}

function asFailure(error: unknown): LdapFailure {
  if (error instanceof LdapFailure) return error;
  return new LdapFailure(RESULT.operationsError, error instanceof Error ? error.message : String(error));
}

function refuseUnknownControls(req: wire.WireRequest, known: readonly string[]): void {
  const unknown = req.controls.find((control) => control.criticality && !known.includes(control.type));
  if (unknown !== undefined) {
    throw new LdapFailure(RESULT.unavailableCriticalExtension, `critical control unavailable: ${unknown.type}`);
  }
}

function questionOf(req: wire.WireSearch, filter: SearchFilter | undefined): SearchQuestion {
  const scopes: Readonly<Record<string, SearchScope>> = { base: 'base', single: 'one', subtree: 'sub' };
  const scope = scopes[req.scopeName];
  if (scope === undefined || filter === undefined)
    throw new LdapFailure(RESULT.protocolError, 'unknown scope or filter');
  return {
    base: req.baseObject.toString(),
    scope,
    filter,
    attributes: req.attributes,
    typesOnly: req.typesOnly,
    sizeLimit: req.sizeLimit,
    page: pageOf(req.controls.find((control) => control.type === PAGED_RESULTS)),
  };
}

function pageOf(control: wire.WireControl | undefined): { size: number; cookie: string } | undefined {
  const value = control?.value;
  if (typeof value !== 'object' || value === null || !('size' in value) || !('cookie' in value)) return undefined;
  const cookie = value.cookie instanceof Uint8Array ? Buffer.from(value.cookie).toString('utf8') : '';
  return { size: Number(value.size), cookie };
}

function modificationsOf(req: wire.WireModify): Modification[] {
  return req.changes.map(({ operation, modification }) => {
    if (operation !== 'add' && operation !== 'delete' && operation !== 'replace') {
      throw new LdapFailure(RESULT.protocolError, `unsupported modification: ${operation}`);
    }
    return { operation, attribute: writable(modification.type), values: modification.values };
  });
}

/** `access to attrs=userPassword by self write`: the only write that is not the manager's. */
function changesOwnPassword(req: wire.WireModify, dn: string): boolean {
  const onlyPassword = req.changes.every((change) => change.modification.type.toLowerCase() === 'userpassword');
  return onlyPassword && dnKey(req.object.toString()) === dnKey(dn);
}

/** Operational attributes are the server's own (NO-USER-MODIFICATION in their definitions). */
function writable(name: string): string {
  if (OPERATIONAL.has(name.toLowerCase())) {
    throw new LdapFailure(RESULT.constraintViolation, `${name}: no user modification allowed`);
  }
  return name;
}
