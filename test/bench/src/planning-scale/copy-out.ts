import type { Client, Connection, Submittable } from 'pg';

/** What a COPY … TO STDOUT brought. */
export interface Copied {
  readonly rows: number;
  readonly bytes: number;
}

/** A COPY whose rows are counted and thrown away: the fastest that PostgreSQL can be read. pg hands it the protocol's messages. */
class CopyOut implements Submittable {
  readonly #statement: string;
  readonly #ended: (error: Error | null, copied: Copied) => void;
  #rows = 0;
  #bytes = 0;

  constructor(statement: string, ended: (error: Error | null, copied: Copied) => void) {
    this.#statement = statement;
    this.#ended = ended;
  }

  submit(connection: Connection): void {
    connection.query(this.#statement);
  }

  handleCopyData({ chunk }: { readonly chunk: Uint8Array }): void {
    this.#rows += 1;
    this.#bytes += chunk.length;
  }

  handleCommandComplete(): void {
    // `handleReadyForQuery` comes after it.
  }

  handleError(error: Error): void {
    this.#ended(error, { rows: 0, bytes: 0 });
  }

  handleReadyForQuery(): void {
    this.#ended(null, { rows: this.#rows, bytes: this.#bytes });
  }
}

export const copyOut = (client: Client, query: string): Promise<Copied> =>
  new Promise((resolve, reject) => {
    client.query(
      new CopyOut(`copy (${query}) to stdout`, (error, copied) => (error === null ? resolve(copied) : reject(error))),
    );
  });
