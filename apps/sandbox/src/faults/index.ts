export { createFaults, type ArmedRule, type Faults } from './create-faults.ts';
export type { Fault, FaultRule, KillMoment, Occurrence, RequestPattern, SeenRequest } from './fault-rule.ts';
