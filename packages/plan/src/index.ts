export * from './input.ts';
export * from './output.ts';
export { planTarget } from './plan-target.ts';
export { UnorderedSequence } from './merge.ts';
export { desiredCommunity, isOnTarget, toolsHere, type DesiredCommunity } from './desired.ts';
export { servedLevel } from './served-level.ts';
export { groupLabel, spaceLabel } from './labels.ts';
