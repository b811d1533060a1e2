/**
 * A password that nobody will ever know: Nextcloud wants one where no mail may go out. 32 random bytes, and one character of each class
 * that a password policy can ask for.
 */
export const unknownPassword = (random: (bytes: number) => Uint8Array): string =>
  `${Buffer.from(random(32)).toString('base64url')}aA1!`;
