/** How a file's bytes are to be read. */
export type Encoding = 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be';
export type Bytes = AsyncIterable<Uint8Array>;

/**
 * UTF-8 when all of it is valid UTF-8 (with or without mark), UTF-16 by its mark or by its zeros, else Windows-1252, which is what a spreadsheet
 * program writes when it says "CSV". Reads the whole file once, without keeping it.
 */
export async function detectEncoding(bytes: Bytes): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const beginning: number[] = [];
  let valid = true;
  for await (const piece of bytes) {
    if (beginning.length < SAMPLE) {
      beginning.push(...piece.subarray(0, SAMPLE));
      const wide = wideEncoding(Uint8Array.from(beginning));
      if (wide !== null) return wide;
    }
    valid = valid && decodes(decoder, piece);
    if (!valid && beginning.length >= SAMPLE) return 'windows-1252';
  }
  return valid && decodes(decoder) ? 'utf-8' : 'windows-1252';
}

/** So many bytes show whether text is UTF-16. */
const SAMPLE = 64;

/** Without bytes: whether the text may end here. */
function decodes(decoder: TextDecoder, bytes?: Uint8Array): boolean {
  try {
    if (bytes === undefined) decoder.decode();
    else decoder.decode(bytes, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function wideEncoding(piece: Uint8Array): Encoding | null {
  const [a, b] = piece;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  // A header is mostly ASCII: in UTF-16 every other byte of it is zero.
  const sample = piece.subarray(0, SAMPLE);
  const zeros = (parity: 0 | 1): number => sample.filter((byte, at) => at % 2 === parity && byte === 0).length;
  if (sample.length < 8) return null;
  if (zeros(1) > sample.length / 4 && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) > sample.length / 4 && zeros(1) === 0) return 'utf-16be';
  return null;
}

/** Windows-1252 between 0x80 and 0x9f. Node 20's decoder leaves those as the control characters of ISO 8859-1 (seen with 20.20.2; 24 is right). */
const upper = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The file's text in pieces, without a byte order mark. */
export async function* decodeText(bytes: Bytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of bytes) {
    const text = decoder.decode(piece, { stream: true });
    if (text === '') continue;
    if (encoding !== 'windows-1252') yield text;
    else yield text.replace(/[\u0080-\u009f]/g, (char) => upper[char.charCodeAt(0) - 0x80] ?? char);
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}
