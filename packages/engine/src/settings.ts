/** Settings of the engine, with the values that are in force when nothing is configured. Durations in milliseconds. */
export interface EngineSettings {
  /** A plan that waits longer than this for a yes expires. */
  readonly planLifetime: number;
  /** Attempts of one operation before it counts as failed. */
  readonly maxAttempts: number;
  /** First pause after a failure; doubled each time up to `longestPause`, spread by up to half. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** A worker whose heart has not beaten for so long is dead. */
  readonly workerTimeout: number;
  readonly heartbeat: number;
  /** Age from which the last complete reading of a target is too old to plan on. */
  readonly readingLifetime: number;
  readonly guards: GuardThresholds;
  /** Where the pages before the communities' video rooms are, without the community: `https://passerelle.example.org/visio`. Null: meetings have no link. */
  readonly visioUrl: string | null;
}

/** See "Guards" in docs/architecture.md. */
export interface GuardThresholds {
  readonly communityPeople: number;
  readonly communityShare: number;
  readonly everybodyPeople: number;
  readonly everybodyShare: number;
  readonly allPeople: number;
  readonly windowHours: number;
  readonly sourceShare: number;
  readonly sourcePeople: number;
  readonly sourceDays: number;
}

export const defaultSettings: EngineSettings = {
  planLifetime: 24 * 3_600_000,
  maxAttempts: 8,
  firstPause: 1_000,
  longestPause: 15 * 60_000,
  workerTimeout: 30_000,
  heartbeat: 5_000,
  readingLifetime: 24 * 3_600_000,
  visioUrl: null,
  guards: {
    communityPeople: 3,
    communityShare: 0.1,
    everybodyPeople: 3,
    everybodyShare: 0.05,
    allPeople: 20,
    windowHours: 24,
    sourceShare: 0.1,
    sourcePeople: 5,
    sourceDays: 7,
  },
};
