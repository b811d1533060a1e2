import { readFileSync } from 'node:fs';

/** Read when this module is: a running Passerelle must be able to start it whatever becomes of its files. */
export default readFileSync(new URL('./keeper.sh', import.meta.url), 'utf8');
