declare module 'pg-copy-streams' {
  import type { Writable } from 'node:stream';
  import type { Submittable } from 'pg';

  /** A COPY … FROM STDIN: give it to `client.query`, then write to it. */
  export function from(text: string): Writable & Submittable & { readonly rowCount: number };
}
