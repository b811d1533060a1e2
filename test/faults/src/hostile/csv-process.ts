// Reads a spreadsheet of so many lines about so many people that is made as it is read, with as little memory as this process was given.
import { csv, csvConfig } from '@passerelle/connector-csv';
import { silent } from '@passerelle/connector-kit';

const [lines = 0, people = 0] = process.argv.slice(2).map(Number);

async function* file(): AsyncGenerator<Uint8Array> {
  let piece = 'Prénom;Nom;Courriel;Communauté;Rôle\n';
  for (let line = 0; line < lines; line += 1) {
    const number = line % people;
    // One line of a thousand has no address that can be one.
    const address = line % 1000 === 999 ? 'personne arobase exemple' : `zoe.${number}@exemple.org`;
    piece += `Zoé;Œuvrard ${number};${address};c${line % 7}x;\n`;
    if (piece.length < 60_000) continue;
    yield Buffer.from(piece);
    piece = '';
    await new Promise(setImmediate);
  }
  yield Buffer.from(piece);
}

const source = csv.connect(csvConfig.parse({ path: 'people.csv' }), {
  name: 'spreadsheet',
  logger: silent,
  now: Date.now,
  readFile: file,
});
const call = { signal: new AbortController().signal, before: async () => undefined, after: () => undefined };
const counts = { record: 0, rejected: 0, notice: 0 };
let end: unknown = null;
let last: unknown = null;
for await (const event of source.read(call)) {
  if (event.kind === 'end')
    end = { state: event.state, ...(event.state === 'partial' ? { code: event.error.code } : {}) };
  else {
    counts[event.kind] += 1;
    if (event.kind === 'notice') last = event.reason;
  }
}
process.stdout.write(JSON.stringify({ counts, end, last }));
