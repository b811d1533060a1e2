import type { CommandName } from './catalogue.ts';
import type { Run } from './runtime/run.ts';

/** Where each command is. Loaded when it is needed: `--help` loads nothing. */
const loaders: Readonly<Record<CommandName, () => Promise<{ readonly run: Run }>>> = {
  sandbox: () => import('./commands/sandbox.ts'),
  doctor: () => import('./commands/doctor.ts'),
  status: () => import('./commands/status.ts'),
  plan: () => import('./commands/plan.ts'),
  apply: () => import('./commands/apply.ts'),
  sync: () => import('./commands/sync.ts'),
  ldap: () => import('./commands/ldap.ts'),
  settle: () => import('./commands/settle.ts'),
  import: () => import('./commands/import.ts'),
  export: () => import('./commands/export.ts'),
  load: () => import('./commands/load.ts'),
  enrol: () => import('./commands/enrol.ts'),
  unenrol: () => import('./commands/unenrol.ts'),
  assign: () => import('./commands/assign.ts'),
  'hand-over': () => import('./commands/hand-over.ts'),
  stage: () => import('./commands/stage.ts'),
  policy: () => import('./commands/policy.ts'),
  meeting: () => import('./commands/meeting.ts'),
  card: () => import('./commands/card.ts'),
  cards: () => import('./commands/cards.ts'),
  suspend: () => import('./commands/suspend.ts'),
  resume: () => import('./commands/resume.ts'),
  why: () => import('./commands/why.ts'),
  who: () => import('./commands/who.ts'),
  adopt: () => import('./commands/adopt.ts'),
  drift: () => import('./commands/drift.ts'),
  approve: () => import('./commands/approve.ts'),
  confirm: () => import('./commands/confirm.ts'),
  pause: () => import('./commands/pause.ts'),
  unpause: () => import('./commands/unpause.ts'),
  'observe-only': () => import('./commands/observe-only.ts'),
  'accept-restore': () => import('./commands/accept-restore.ts'),
  audit: () => import('./commands/audit.ts'),
  serve: () => import('./commands/serve.ts'),
  bench: () => import('./commands/bench.ts'),
  completion: () => import('./commands/completion.ts'),
};

export const loadCommand = async (name: CommandName): Promise<Run> => (await loaders[name]()).run;
