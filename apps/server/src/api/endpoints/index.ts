import type { Endpoint } from '../endpoint.ts';
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
import { readCommunityEndpoint } from './read-community.ts';
import { readPerson } from './read-person.ts';
import { readPlanEndpoint } from './read-plan.ts';
import { readProblem } from './read-problem.ts';
import { readStatus } from './read-status.ts';
import { readWhy } from './read-why.ts';
import { searchDirectory } from './search-directory.ts';
import { searchPeopleEndpoint } from './search-people.ts';

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
  searchPeopleEndpoint,
  searchDirectory,
  readPerson,
  listPlansEndpoint,
  readPlanEndpoint,
  listOperations,
  listDriftEndpoint,
  readStatus,
  listAudit,
  readProblem,
];
