export * from './actions.ts';
export * from './action-words.ts';
