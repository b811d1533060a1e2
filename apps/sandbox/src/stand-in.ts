/** A server on the loopback that speaks a platform's real protocol, for the sandbox and for tests. */
export interface StandIn {
  /** The platform that it stands for, in lower case: `nextcloud`, `keycloak`… */
  readonly name: string;
  /** Base address without a slash at the end, for example `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Ends every connection, writes what is still unwritten, and frees the port. Calling it twice is harmless. */
  stop(): Promise<void>;
}
