import type { Ration } from '@passerelle/connector-kit';

/** Calls of the forum's minute that are left to whoever else has a key: the list slides, and 61 at once would make us all wait. */
const headroom = 5;
const seconds = 60;

/**
 * Every request spends `api`; those of a full reading spend `read` as well, so that reading never takes more than a third. 20 of 60 stay free for
 * takings (facts §1; design/platforms.md).
 */
export const rationsOf = (callsPerMinute: number): readonly Ration[] => {
  const third = Math.floor(callsPerMinute / 3);
  return [
    { bucket: 'api', calls: callsPerMinute - headroom, seconds, reserved: third },
    { bucket: 'read', calls: third, seconds, reserved: 0 },
  ];
};
