/** SQL: what is kept of the address that we gave an account, to tell whether somebody has changed it there. An address's case is no difference. */
export const digestOf = (address: string): string =>
  `encode(sha256(convert_to(lower(trim(${address})), 'UTF8')), 'hex')`;
