import type { Engine } from '@passerelle/engine';
import type { Web } from '../web/web.ts';
import { bearerReader, type BearerReader } from './caller/bearer.ts';
import { speaker, type Language, type Speaker } from './words/speaker.ts';

/** Everything that the endpoints work with. */
export interface Api {
  readonly web: Web;
  readonly engine: Engine;
  readonly bearer: BearerReader;
  readonly speakers: Readonly<Record<Language, Speaker>>;
}

export const openApi = (web: Web): Api => ({
  web,
  engine: web.engine,
  bearer: bearerReader(web.options),
  speakers: {
    fr: speaker(web.engine, 'fr', web.options.sentences?.fr ?? {}),
    en: speaker(web.engine, 'en', web.options.sentences?.en ?? {}),
  },
});
