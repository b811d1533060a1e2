/** What people read, in both languages. Plain text: the hub escapes it. */
export interface Text {
  readonly fr: string;
  readonly en: string;
}

/** What the last plan did, for the hub. */
export interface HubStatus {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly state: 'working' | 'in-step' | 'differences' | 'failed';
  readonly headline: Text;
  /** Totals, platforms, communities: as few as help. */
  readonly lines: readonly { readonly label: Text; readonly value: Text | string | number }[];
}
