import { startKeycloak } from '../../../real/src/servers/keycloak.ts';
import { startPostgres } from '../../../real/src/servers/postgres.ts';
import { startSlapd } from '../../../real/src/servers/slapd.ts';
import { median } from '../median.ts';
import { timed } from '../timed.ts';
import { bareSearch } from './bare-search.ts';
import { keycloakSyncs } from './keycloak-syncs.ts';
import { newDatabase, passerelleSyncs, type PasserelleSyncs } from './passerelle-syncs.ts';
import type { Figures } from './report.ts';

export interface MeasureOptions {
  readonly people: number;
  /** First imports, each into a database of its own; the middle one counts. */
  readonly rounds: number;
  /** Told what happens, since it takes minutes. */
  readonly tell: (text: string) => void;
}

/** One run on the same machine and the same directory: OpenLDAP's own client, Keycloak's own syncs, and ours. */
export async function measureLdapImport({ people, rounds, tell }: MeasureOptions): Promise<Figures> {
  const stops: (() => Promise<void>)[] = [];
  try {
    tell(`slapd with ${people} people, Keycloak, PostgreSQL…`);
    const slapd = await startSlapd({ people });
    stops.push(slapd.stop);
    const postgres = await startPostgres({ durable: true });
    stops.push(postgres.stop);
    const keycloak = await startKeycloak();
    stops.push(keycloak.stop);

    tell('Keycloak’s full syncs…');
    const theirs = await keycloakSyncs(keycloak, slapd.url, people);

    const bare: number[] = [];
    const ours: PasserelleSyncs[] = [];
    await bareSearch(slapd.url); // fills slapd's caches for everybody alike
    for (let round = 1; round <= rounds; round++) {
      tell(`Passerelle’s import, ${round} of ${rounds}…`);
      // In turn, so that a busy moment of the machine does not fall on one of them only.
      for (let count = 0; count < 3; count++) bare.push(await timed(() => bareSearch(slapd.url)));
      const database = await newDatabase(postgres.url, `bench_${round}`);
      ours.push(await passerelleSyncs(database, slapd.url, { people, passes: 5 }));
    }
    return {
      people,
      bare: median(bare),
      keycloak: { first: theirs.first, cold: theirs.cold, warm: median(theirs.warm) },
      passerelle: {
        first: median(ours.map(({ first, seal }) => first + seal)),
        seal: median(ours.map(({ seal }) => seal)),
        unchanged: median(ours.flatMap(({ unchanged }) => unchanged)),
      },
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}
