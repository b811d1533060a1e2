export * from './guest-link.ts';
export * from './guest-visit.ts';
export * from './login-attempt.ts';
export * from './login-session.ts';
export * from './use-once.ts';
