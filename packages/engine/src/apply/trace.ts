import type { GroupKey, PersonId, SpaceKey } from '@passerelle/model';

/** Something on a platform, by our key or by the platform's own id. */
export type Named =
  | { readonly account: PersonId }
  | { readonly group: GroupKey }
  | { readonly space: SpaceKey }
  | { readonly native: string };

interface InSpace {
  readonly community: string;
  readonly space: SpaceKey;
}

/** Only if this exists on the platform. */
interface Conditional {
  readonly where?: Named;
}

/** One thing that an applied operation changes in what we know; written by the SQL function `leave_trace` (packages/store/src/migrations). */
export type Trace =
  /** A row of `observed`; it says nothing where one of the two has no id. `gone`, not deleted: a reading that began before may still bring the old row. */
  | {
      readonly do: 'see';
      readonly kind: 'account' | 'group' | 'membership' | 'space' | 'grant' | 'entry';
      readonly a: Named;
      readonly b: Named;
      readonly data: object;
    }
  /** What lies in it is known, completely, from now on. */
  | { readonly do: 'know-whole'; readonly part: 'members' | 'grants' | 'entries'; readonly of: Named }
  | {
      readonly do: 'link';
      readonly person: PersonId;
      readonly native: string;
      readonly anchor: string | null;
      readonly ownership: 'made' | 'adopted' | 'linked';
    }
  | { readonly do: 'give-address'; readonly person: PersonId; readonly email: string | null }
  | { readonly do: 'switch'; readonly person: PersonId; readonly off: boolean }
  | { readonly do: 'see-account'; readonly person: PersonId; readonly data: object }
  | {
      readonly do: 'name';
      readonly kind: 'group' | 'space';
      readonly key: GroupKey | SpaceKey;
      /** What a create told; what is known already stays. */
      readonly native: string | null;
      readonly adopted: boolean;
    }
  | {
      readonly do: 'label';
      readonly kind: 'group' | 'space';
      readonly key: GroupKey | SpaceKey;
      readonly label: string;
    }
  | {
      readonly do: 'own-membership' | 'disown-membership';
      readonly community: string;
      readonly person: PersonId;
      readonly group: GroupKey;
    }
  | ({
      readonly do: 'own-grant';
      readonly space: SpaceKey;
      readonly group: GroupKey;
      readonly level: string;
    } & Conditional)
  | ({ readonly do: 'disown-grant'; readonly space: SpaceKey; readonly group: GroupKey } & Conditional)
  | ({ readonly do: 'own-person-grant'; readonly person: PersonId; readonly level: string } & InSpace)
  | ({ readonly do: 'disown-person-grant'; readonly person: PersonId } & InSpace)
  | ({ readonly do: 'own-entry'; readonly entry: string; readonly digest: string } & InSpace & Conditional)
  | ({ readonly do: 'disown-entry'; readonly entry: string } & InSpace & Conditional);
