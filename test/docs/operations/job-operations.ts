import type { OperationArea } from './operation-row.ts';

const NO_META = 'without the parameters `meta.KEY`, which belong to plugins';
const NO_NODE_OUTPUT =
  'not implemented; `GET /outrunner/v1/executions/{id}/output/raw` takes `step` and `node`';
const BY_GET = 'Rundeck documents POST, and older clients use GET';
const NO_METRICS = 'not implemented; compute figures from a list of executions';

export const JOB_OPERATIONS: OperationArea = {
  area: 'Jobs',
  rows: [
    [
      'GET',
      '/project/{project}/jobs',
      'differs',
      'without `tags`, `projFilter`, `descFilter`, `loglevelFilter`, `scheduleEnabledFilter`, `executionEnabledFilter`, `daysAhead`, `runJobLaterFilter` and `paginatedRequired`',
    ],
    ['POST', '/project/{project}/jobs/import', 'works'],
    [
      'GET',
      '/project/{project}/jobs/export',
      'differs',
      'without `projFilter`, `descFilter`, `loglevelFilter`, `scheduleEnabledFilter`, `executionEnabledFilter`, `daysAhead`, `runJobLaterFilter` and `paginatedRequired`',
    ],
    [
      'GET',
      '/project/{project}/jobs/browse',
      'absent',
      'not implemented; `GET /project/{project}/jobs` with `groupPath`',
    ],
    [
      'POST',
      '/project/{project}/jobs/browse',
      'absent',
      'not implemented; `GET /project/{project}/jobs` with `groupPath`',
    ],
    [
      'POST',
      '/project/{project}/jobs/validateOption',
      'absent',
      'not implemented; an import validates all options',
    ],
    ['GET', '/job/{job}', 'works'],
    ['DELETE', '/job/{job}', 'differs', 'refused while the job is running'],
    ['GET', '/job/{job}/info', 'works'],
    ['GET', '/job/{job}/meta', 'absent', 'it serves the web interface, which does not exist here'],
    ['GET', '/job/{job}/workflow', 'works'],
    ['GET', '/job/{job}/forecast', 'differs', 'without the parameter `past`'],
    ['POST', '/job/{job}/run', 'differs', NO_META],
    ['POST', '/job/{job}/executions', 'differs', NO_META],
    ['POST', '/job/{job}/retry/{execution}', 'differs', NO_META],
    ['GET', '/job/{job}/executions', 'differs', 'without the parameter `includeJobRef`'],
    ['DELETE', '/job/{job}/executions', 'works'],
    ['POST', '/job/{job}/execution/enable', 'works'],
    ['POST', '/job/{job}/execution/disable', 'works'],
    ['POST', '/job/{job}/schedule/enable', 'works'],
    ['POST', '/job/{job}/schedule/disable', 'works'],
    ['POST', '/jobs/execution/enable', 'works'],
    ['POST', '/jobs/execution/disable', 'works'],
    ['POST', '/jobs/schedule/enable', 'works'],
    ['POST', '/jobs/schedule/disable', 'works'],
    ['POST', '/jobs/delete', 'works'],
    ['DELETE', '/jobs/delete', 'works'],
    ['POST', '/job/{job}/input/file', 'works'],
    ['POST', '/job/{job}/input/file/{option}', 'works'],
    ['GET', '/job/{job}/input/files', 'works'],
    ['GET', '/jobs/file/{id}', 'works'],
  ],
};

export const EXECUTION_OPERATIONS: OperationArea = {
  area: 'Executions',
  rows: [
    ['GET', '/execution/{execution}', 'works'],
    ['DELETE', '/execution/{execution}', 'works'],
    ['POST', '/executions/delete', 'works'],
    ['GET', '/execution/{execution}/abort', 'works', BY_GET],
    ['POST', '/execution/{execution}/abort', 'works'],
    ['GET', '/execution/{execution}/state', 'works'],
    [
      'GET',
      '/execution/{execution}/output',
      'differs',
      'without `nodename`, `stepctx`, `lastmod` and `compacted`; `engine=true` adds lines of the engine',
    ],
    ['GET', '/execution/{execution}/output/node/{node}', 'absent', NO_NODE_OUTPUT],
    ['GET', '/execution/{execution}/output/node/{node}/step/{step}', 'absent', NO_NODE_OUTPUT],
    ['GET', '/execution/{execution}/output/step/{step}', 'absent', NO_NODE_OUTPUT],
    ['GET', '/execution/{execution}/output/state', 'absent', 'not implemented; read output and state apart'],
    ['GET', '/execution/{execution}/input/files', 'works'],
    [
      'GET',
      '/project/{project}/executions',
      'differs',
      'without `startafterFilter`, `startbeforeFilter`, `endafterFilter` and `endbeforeFilter`; `begin` and `end` select by the end of an execution',
    ],
    ['GET', '/project/{project}/executions/running', 'works'],
    ['GET', '/project/{project}/executions/metrics', 'absent', NO_METRICS],
    ['GET', '/executions/metrics', 'absent', NO_METRICS],
    ['POST', '/project/{project}/run/command', 'works'],
    ['GET', '/project/{project}/run/command', 'works'],
    ['POST', '/project/{project}/run/script', 'works'],
    ['GET', '/project/{project}/run/script', 'added', 'the same as POST'],
    ['POST', '/project/{project}/run/url', 'works'],
    ['GET', '/project/{project}/run/url', 'works'],
  ],
};
