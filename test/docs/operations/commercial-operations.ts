import type { Method } from '../../../protocol/routes/route.ts';
import type { OperationArea, OperationRow } from './operation-row.ts';

/** Rows for operations that are absent for the same reason. Each line is a method and a path. */
function absentBecause(reason: string, ...operations: readonly `${Method} /${string}`[]): OperationRow[] {
  return operations.map((operation) => {
    const [method, path = ''] = operation.split(' ');
    return [method as Method, path, 'absent', reason];
  });
}

/** Operations of the commercial edition, except those for runners. */
export const COMMERCIAL_OPERATIONS: OperationArea = {
  area: 'Commercial edition',
  rows: [
    ...absentBecause(
      'the coordinator has its own settings: `/outrunner/v1/settings`',
      'GET /config/list',
      'GET /config/get',
      'GET /config/getCategories',
      'GET /config/metaList',
      'GET /config/listStoragePlugins',
      'POST /config/save',
      'POST /config/saveStoragePlugins',
      'POST /config/delete',
      'POST /config/refresh',
      'POST /config/restart',
    ),
    ...absentBecause(
      'there is one coordinator, and no cluster',
      'POST /enterprise/cluster/executions/enable',
      'POST /enterprise/cluster/executions/disable',
    ),
    ...absentBecause('there are no licenses', 'GET /enterprise/license', 'POST /enterprise/license'),
    ...absentBecause(
      'events of webhooks are not kept: the executions that they started name the webhook',
      'GET /enterprise/project/{project}/webhooks/{id}/debug-events',
    ),
    ...absentBecause(
      'there are no reports beyond the metrics',
      'GET /enterprise/system-report/datasets',
      'GET /enterprise/system-report/datasets/{dataset}',
      'GET /execution/{id}/roimetrics/available',
      'GET /execution/{id}/roimetrics/data',
    ),
    ...absentBecause(
      'executions have no result data; log filters capture data for later steps, and the output is stored',
      'GET /execution/{id}/result/data',
      'GET /execution/{id}/result/dataAvailable',
    ),
    ...absentBecause(
      'there are no calendars: only the schedule of a job decides when it fires',
      'GET /system/calendars',
      'POST /system/calendars',
      'DELETE /system/calendars/{id}',
      'GET /project/{project}/calendars',
      'POST /project/{project}/calendars',
      'DELETE /project/{project}/calendars/{id}',
    ),
    ...absentBecause(
      'nodes are not checked in the background: a step on an unreachable node fails with the reason',
      'GET /project/{project}/healthcheck/enhancer',
      'POST /project/{project}/healthcheck/refresh',
      'POST /project/{project}/healthcheck/refresh/all',
      'GET /project/{project}/healthcheck/status',
      'GET /project/{project}/healthcheck/status/all',
    ),
    ...absentBecause(
      'tags of jobs are kept in definitions, but nothing selects by them; use groups',
      'GET /job/{id}/tags',
      'GET /project/{project}/jobTags/query',
    ),
    ...absentBecause(
      'not implemented; `GET /project/{project}/jobs` lists all jobs',
      'GET /project/{project}/listAllJobs',
    ),
    ...absentBecause(
      'the one component, the runner selector, is part of the definition: `GET /job/{id}`',
      'GET /job/{id}/components',
    ),
    ...absentBecause(
      'tours belong to the web interface, which does not exist here',
      'GET /tours/endpoints',
      'GET /system/tours',
      'GET /system/tours/resource/{path}',
      'POST /system/tours/{path}',
      'POST /system/tour/import/{folder}/{manifest}',
      'GET /project/{project}/tours',
      'GET /project/{project}/tours/resource/{path}',
      'POST /project/{project}/tours/{path}',
      'POST /project/{project}/tour/import/{folder}/{manifest}',
    ),
    ...absentBecause(
      'there are no local users and passwords, only tokens',
      'GET /secure/users',
      'PUT /secure/users/create',
      'GET /secure/user/{id}',
      'POST /secure/user/{id}',
      'DELETE /secure/user/{id}',
      'GET /secure/user/roles/{id}',
      'GET /secure/roles',
      'PUT /secure/roles/create',
      'GET /secure/role/{id}',
      'POST /secure/role/{id}',
      'DELETE /secure/role/{id}',
      'POST /secure/role/{id}/updateMembers',
      'POST /secure/generatepasswordreset/{user}',
    ),
    ...absentBecause(
      'user classes belong to licenses, and there are no licenses',
      'GET /userclass/allocations',
      'GET /userclass/available',
      'GET /userclass/enabled',
      'GET /userclass/self',
      'GET /userclass/state',
      'POST /userclass/update',
      'GET /userclass/user/{user}',
      'POST /userclass/user/{user}',
      'DELETE /userclass/user/{user}',
    ),
  ],
};
