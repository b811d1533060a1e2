/** Why a login carries no change of groups. */
export type NothingCarried =
  /** Nothing of this person waits there: everything is done, or the next plan is still to be made. */
  | 'nothing-planned'
  /** Something waits, but its groups are still to be made there, or the day on which it was planned is over. */
  | 'not-yet'
  | 'unknown-person'
  | 'suspended'
  | 'departed'
  /** Staff, system accounts and those that the settings name are never touched, logins included. */
  | 'protected'
  | 'paused'
  | 'everything-paused'
  | 'observe-only'
  | 'restored-from-backup'
  /** In quarantine until a person acts. */
  | 'quarantined';

/** Why a login is not answered at all: what the person must be told. */
export type LoginRefusal =
  | 'unknown-person'
  | 'suspended'
  | 'departed'
  /** Nothing says that this person belongs there: the login would make an account that nobody asked for. */
  | 'stands-nowhere'
  /** Their account there is disabled, or is about to be. */
  | 'account-ends'
  /** Their first login needs an address, and the one they have was not verified or is not the one that is known of them. */
  | 'address-unverified'
  /** Somebody else's account there has this address: the platform would hand it over. */
  | 'address-of-another'
  /** An account there that seems to be theirs waits for a person's yes. */
  | 'adoption-waits';
