/** Every row that planning one target reads, whole: who there is and who should be where, and all that is known of the target. */
export const plannedRows = (target: string): readonly string[] => [
  `select * from person`,
  `select * from person_name`,
  `select * from community where recorded_until = 'infinity'`,
  `select * from membership where recorded_until = 'infinity'`,
  `select * from assignment where recorded_until = 'infinity'`,
  ...['link', 'native_object', 'made_membership', 'made_grant', 'observed', 'observed_container'].map(
    (table) => `select * from ${table} where target = '${target}'`,
  ),
];
