import type { Socket } from 'node:net';

/**
 * The parts of `ldapjs`' request and response objects (version 3.0.7) that the stand-in uses. @types/ldapjs describes version 2 and
 * gives handlers as `any`, so what is relied on is written down here.
 */
export interface WireName {
  toString(): string;
}
export interface WireConnection extends Socket {
  readonly ldap: { readonly bindDN: WireName };
}
export interface WireControl {
  readonly type: string;
  readonly criticality: boolean;
  readonly value?: unknown;
}
export interface WireRequest {
  readonly connection: WireConnection;
  readonly messageId: number;
  readonly controls: readonly WireControl[];
}
export interface WireAttribute {
  readonly type: string;
  readonly values: readonly string[];
}
export interface WireBind extends WireRequest {
  readonly name: WireName;
  readonly credentials: string;
}
export interface WireSearch extends WireRequest {
  readonly baseObject: WireName;
  readonly scopeName: string;
  readonly attributes: readonly string[];
  readonly typesOnly: boolean;
  readonly sizeLimit: number;
}
export interface WireAdd extends WireRequest {
  readonly entry: WireName;
  readonly attributes: readonly WireAttribute[];
}
export interface WireDelete extends WireRequest {
  readonly entry: WireName;
}
export interface WireCompare extends WireRequest {
  readonly entry: WireName;
  readonly attribute: string;
  readonly value: string;
}
export interface WireModify extends WireRequest {
  readonly object: WireName;
  readonly changes: readonly { readonly operation: string; readonly modification: WireAttribute }[];
}
export interface WireModifyDn extends WireRequest {
  readonly entry: WireName;
  readonly newRdn: WireName;
  readonly deleteOldRdn: boolean;
  readonly newSuperior?: WireName | undefined;
}
export interface WireResponse {
  status: number;
  diagnosticMessage: string;
  controls: readonly unknown[];
  end(status?: number): void;
}
/** `ldapjs` binds the connection only when a handler calls `next()` after `end(0)`. */
export type WireNext = () => void;
