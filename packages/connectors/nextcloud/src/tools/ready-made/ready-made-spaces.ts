import type { ToolSpaces } from '../tool-spaces.ts';
import { applyGrantChange } from './grant.ts';
import { observeReadyMade } from './observe.ts';
import type { ReadyMadeApp } from './ready-made-app.ts';
import { applySpaceAdopt, applySpaceCreate, applySpaceUpdate } from './space.ts';

/**
 * A tool whose spaces are ready-made polls or forms of the service account, shared with the community's groups. What people make themselves, and whom they show
 * it to, is theirs; what is decided here is who takes part in the ready-made ones, and who may make others (docs/adr/0013).
 */
export const readyMadeSpaces = (app: ReadyMadeApp): ToolSpaces => ({
  tool: app.tool,
  shownLevels: app.shownLevels,
  create: (work, operation, change) => applySpaceCreate(app, work, operation, change),
  update: (work, operation, change) => applySpaceUpdate(app, work, operation, change),
  adopt: (work, operation, change) => applySpaceAdopt(app, work, operation, change),
  grant: (work, operation, change) => applyGrantChange(app, work, operation, change),
  observe: (session, scope, call, reading) => observeReadyMade(app, session, scope, call, reading),
});
