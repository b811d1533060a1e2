/** Every problem that the API can answer with, and its status. What it is called and what to do stands in texts/. */
export const problems = {
  malformed: 400,
  'not-logged-in': 401,
  'token-refused': 401,
  forged: 403,
  'not-allowed': 403,
  'nothing-here': 404,
  'not-done-here': 405,
  refused: 409,
  'changed-meanwhile': 412,
  'too-large': 413,
  'not-json': 415,
  invalid: 422,
  unconfirmed: 428,
  'login-down': 503,
  failed: 500,
} as const;
export type ProblemCode = keyof typeof problems;
