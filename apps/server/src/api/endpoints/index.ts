import type { Endpoint } from '../endpoint.ts';
import { assign, unassign } from './assign.ts';
import { enrol } from './enrol.ts';
import { listAudit } from './list-audit.ts';
import { listCommunitiesEndpoint } from './list-communities.ts';
import { listDriftEndpoint } from './list-drift.ts';
import { listMembers } from './list-members.ts';
import { listOperations } from './list-operations.ts';
import { listPlansEndpoint } from './list-plans.ts';
import { listRoles } from './list-roles.ts';
import { listSpaces } from './list-spaces.ts';
import { listWho } from './list-who.ts';
import { me } from './me.ts';
import { readAccess } from './read-access.ts';
import { readAct } from './read-act.ts';
import { readCommunityEndpoint } from './read-community.ts';
import { readPerson } from './read-person.ts';
import { readPlanEndpoint } from './read-plan.ts';
import { readProblem } from './read-problem.ts';
import { readStatus } from './read-status.ts';
import { readWhy } from './read-why.ts';
import { cancelPlanEndpoint, startPlanEndpoint } from './run-plan.ts';
import { searchDirectory } from './search-directory.ts';
import { searchPeopleEndpoint } from './search-people.ts';
import { setAccess } from './set-access.ts';
import { setStageEndpoint } from './set-stage.ts';
import { acceptDriftEndpoint, putBackDrift } from './settle-drift.ts';
import { unenrol } from './unenrol.ts';
import { watchPlan } from './watch-plan.ts';

/** Every endpoint there is. The router, the OpenAPI document, the table of rights and their tests are made from this list. */
export const endpoints: readonly Endpoint[] = [
  me,
  listCommunitiesEndpoint,
  readCommunityEndpoint,
  listMembers,
  listRoles,
  readAccess,
  listSpaces,
  listWho,
  readWhy,
  enrol,
  unenrol,
  assign,
  unassign,
  setStageEndpoint,
  setAccess,
  readAct,
  searchPeopleEndpoint,
  searchDirectory,
  readPerson,
  listPlansEndpoint,
  readPlanEndpoint,
  listOperations,
  watchPlan,
  startPlanEndpoint,
  cancelPlanEndpoint,
  listDriftEndpoint,
  acceptDriftEndpoint,
  putBackDrift,
  readStatus,
  listAudit,
  readProblem,
];
