/** One message of PostgreSQL's protocol (version 3): a letter, a length that counts itself, and the rest. The first message of a client has no letter. */
export interface Frame {
  /** '' for a client's first message. */
  readonly type: string;
  readonly body: Buffer;
  /** The message as it came. */
  readonly bytes: Buffer;
}

/** Cuts a stream of bytes into messages. @param untyped how many messages without a letter come first */
export function frameReader(untyped: number): (chunk: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  let first = untyped;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const head = first > 0 ? 0 : 1;
      if (rest.length < head + 4) return frames;
      const size = head + rest.readInt32BE(head);
      if (rest.length < size) return frames;
      const bytes = rest.subarray(0, size);
      frames.push({ type: head === 0 ? '' : bytes.toString('latin1', 0, 1), body: bytes.subarray(head + 4), bytes });
      rest = rest.subarray(size);
      first = Math.max(0, first - 1);
    }
  };
}
