export * from './input.ts';
export * from './output.ts';
export { planTarget } from './plan-target.ts';
export { UnorderedSequence } from './merge.ts';
export {
  desiredCommunity,
  isOnTarget,
  levelInPart,
  toolsHere,
  type DesiredCommunity,
  type WantedSpace,
} from './desired.ts';
export { levelOfStations } from './person-grants.ts';
export { servedPeople } from './served-people.ts';
export { servedLevel } from './served-level.ts';
export { groupLabel, spaceLabel } from './labels.ts';
export { orderOperations } from './order.ts';
export * from './guards/index.ts';
export * from './summary.ts';
export * from './json.ts';
export * from './say.ts';
export { planTexts, sayPlanned, type Names } from './say-planned.ts';
