/** Milliseconds throughout. */
export interface Figures {
  readonly people: number;
  /** ldapsearch, paged, the same attributes. */
  readonly bare: number;
  readonly keycloak: {
    readonly first: number;
    readonly cold: number;
    readonly warm: number;
  };
  readonly passerelle: {
    /** With its audit records, chained. */
    readonly first: number;
    /** The part of it that chains them. */
    readonly seal: number;
    readonly unchanged: number;
  };
}

export interface Goal {
  readonly what: string;
  readonly measured: number;
  readonly wanted: string;
  readonly met: boolean;
}

/** See issue 4, "How good". Pure. */
export function goalsOf({ bare, keycloak, passerelle }: Figures): readonly Goal[] {
  const atLeast = (what: string, measured: number, times: number): Goal => ({
    what,
    measured,
    wanted: `≥ ${times}`,
    met: measured >= times,
  });
  const atMost = (what: string, measured: number, times: number): Goal => ({
    what,
    measured,
    wanted: `≤ ${times}`,
    met: measured <= times,
  });
  return [
    atLeast('first import: times faster than Keycloak’s first full sync', keycloak.first / passerelle.first, 10),
    atLeast('nothing changed: times faster than Keycloak’s warm full sync', keycloak.warm / passerelle.unchanged, 5),
    atMost('first import: times as long as ldapsearch', passerelle.first / bare, 4),
    atMost('nothing changed: times as long as ldapsearch', passerelle.unchanged / bare, 4),
  ];
}

/** The machine and the moment: a figure without them says little. */
export interface Circumstances {
  readonly date: string;
  readonly machine: string;
}

/** Two Markdown tables, as they stand in docs/administrators/performance.md. Pure. */
export function reportOf(figures: Figures, { date, machine }: Circumstances): string {
  const { people, bare, keycloak, passerelle } = figures;
  const row = (what: string, ms: number): string =>
    `| ${what} | ${(ms / 1000).toFixed(2)} s | ${(ms / bare).toFixed(1)} × |`;
  const count = people.toLocaleString('en').replaceAll(',', ' ');
  return [
    `${date}, ${machine}`,
    '',
    `| ${count} people | time | of ldapsearch |`,
    '| --- | --- | --- |',
    row('ldapsearch, paged, the same attributes', bare),
    row('Keycloak, first full sync', keycloak.first),
    row('Keycloak, full sync, nothing changed, cold', keycloak.cold),
    row('Keycloak, the same, warm (median of 3)', keycloak.warm),
    row('Passerelle, first import, audit chained', passerelle.first),
    row('of which chaining the audit', passerelle.seal),
    row('Passerelle, nothing changed', passerelle.unchanged),
    '',
    '| goal | wanted | measured | |',
    '| --- | --- | --- | --- |',
    ...goalsOf(figures).map(
      ({ what, wanted, measured, met }) =>
        `| ${what} | ${wanted} | ${measured.toFixed(1)} | ${met ? 'met' : 'MISSED'} |`,
    ),
  ].join('\n');
}
