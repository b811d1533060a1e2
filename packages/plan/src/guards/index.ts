export * from './approval.ts';
export * from './flip.ts';
export * from './loss.ts';
export * from './source.ts';
export * from './techniciens.ts';
export * from './volume.ts';
export * from './withhold.ts';
