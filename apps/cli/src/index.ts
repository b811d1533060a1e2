export { runProgram } from './program.ts';
export type { World } from './runtime/world.ts';
