const mask = '•••';

/** Cuts a text to so many characters and says so; line breaks and runs of blanks become one space. */
export const clip = (text: string, length: number): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};

/** Names of fields whose value is a secret, in JSON, forms, queries and XML alike. */
const secretName =
  '(?:[\\w-]*(?:password|passwd|pwd|secret|token|api[_-]?key|apikey|authdata|private[_-]?key|session[_-]?id)|sso|sig|credential|credentials|assertion|code_verifier|cookie)';

const patterns: readonly (readonly [RegExp, string])[] = [
  // JSON: "password": "…" (with escaped quotes in it)
  [new RegExp(`("${secretName}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"?`, 'gi'), `$1"${mask}"`],
  [new RegExp(`("${secretName}"\\s*:\\s*)(?!")[^,}\\]\\s]+`, 'gi'), `$1"${mask}"`],
  // XML: <password>…</password>
  [new RegExp(`(<${secretName}>)[^<]*`, 'gi'), `$1${mask}`],
  // forms, queries, cookies, prose: sig=…, password: …
  [new RegExp(`(^|[^\\w-])(${secretName})(\\s*[=:]\\s*)(?!["•])[^\\s&;,"'<>]+`, 'gi'), `$1$2$3${mask}`],
  // Authorization headers, wherever they are quoted
  [/\b(authorization["']?\s*[:=]\s*["']?)(?:(?:basic|bearer|digest|negotiate)\s+)?[^\s"',;]+/gi, `$1${mask}`],
  [/\b(basic|bearer|digest|negotiate)\s+[A-Za-z0-9+/._~=-]{8,}/gi, `$1 ${mask}`],
  // user:password@ in an address
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${mask}@`],
  // a JSON Web Token, whatever stands round it
  [/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, mask],
];

/** The ways in which a known secret can stand in a text: as it is, encoded for an address, quoted in JSON, in base64. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret, 'utf8').toString('base64'),
];

/** Makes a function that removes the given secrets, and whatever looks like one, from a text and cuts it. */
export const redactor =
  (secrets: readonly string[] = []) =>
  (text: string, length = 200): string => {
    let clean = text;
    const forms = secrets
      .filter((secret) => secret.length >= 3)
      .flatMap(formsOf)
      .sort((a, b) => b.length - a.length);
    for (const form of forms) clean = clean.replaceAll(form, mask);
    for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
    return clip(clean, length);
  };

/** Removes what looks like a secret. Prefer {@link redactor} where the secrets are known. */
export const redact = redactor();
