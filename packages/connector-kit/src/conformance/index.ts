export { describeTarget, type ConformanceOptions } from './describe-target.ts';
export {
  faultKinds,
  retryAfterSeconds,
  type ArmedFault,
  type Bench,
  type FaultKind,
  type Harness,
  type SamplePerson,
  type SeenRequest,
} from './harness.ts';
export { describePeopleTarget } from './people/describe-people-target.ts';
