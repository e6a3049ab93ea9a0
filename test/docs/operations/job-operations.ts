import type { OperationArea } from './operation-row.ts';

const NO_EFFECT = 'the parameters `meta.KEY` have no effect: they are for plugins of Rundeck';
const NO_LASTMOD = '`lastmod` has no effect, because `offset` decides which lines are new';
const BY_GET = 'Rundeck documents POST, and older clients use GET';
const NO_STATS = 'without `useStats` and `groupByJob`; figures are always computed from the executions';
const BROWSE =
  'metadata (`authz`, `schedule`, `stats`) is left out from 1,000 items on; `breakpoint` may lower that';
const JOB_FILTERS = 'without `tags`, `loglevelFilter`, `daysAhead` and `runJobLaterFilter`';

export const JOB_OPERATIONS: OperationArea = {
  area: 'Jobs',
  rows: [
    ['GET', '/project/{project}/jobs', 'differs', JOB_FILTERS],
    ['POST', '/project/{project}/jobs', 'added', 'the same as GET, with the filters in a JSON body'],
    [
      'POST',
      '/project/{project}/jobs/import',
      'differs',
      'a job with a new uuid replaces the job with its group and name with `dupeOption=update`: Rundeck creates a second one. An invalid `valuesUrl` is imported, and fails a run',
    ],
    ['GET', '/project/{project}/jobs/export', 'differs', JOB_FILTERS],
    ['GET', '/project/{project}/jobs/browse', 'differs', BROWSE],
    ['POST', '/project/{project}/jobs/browse', 'differs', BROWSE],
    [
      'POST',
      '/project/{project}/jobs/validateOption',
      'differs',
      'the wording of messages differs, with at most 20 messages for a key; `configRemoteUrl` is not checked; a validation that takes 5 s is ended',
    ],
    [
      'GET',
      '/job/{job}',
      'works',
      'a job with conditionals has an XML form too, which Rundeck refuses to write',
    ],
    ['DELETE', '/job/{job}', 'differs', 'refused while the job is running'],
    ['GET', '/job/{job}/info', 'works'],
    ['GET', '/job/{job}/meta', 'differs', 'without `scm`'],
    ['GET', '/job/{job}/workflow', 'works'],
    ['GET', '/job/{job}/forecast', 'works'],
    ['POST', '/job/{job}/run', 'differs', NO_EFFECT],
    ['POST', '/job/{job}/executions', 'differs', NO_EFFECT],
    ['POST', '/job/{job}/retry/{execution}', 'differs', NO_EFFECT],
    ['GET', '/job/{job}/executions', 'works'],
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
      `${NO_LASTMOD}; \`engine=true\` adds lines of the engine`,
    ],
    ['GET', '/execution/{execution}/output/node/{node}', 'differs', NO_LASTMOD],
    ['GET', '/execution/{execution}/output/node/{node}/step/{step}', 'differs', NO_LASTMOD],
    ['GET', '/execution/{execution}/output/step/{step}', 'differs', NO_LASTMOD],
    [
      'GET',
      '/execution/{execution}/output/state',
      'differs',
      `${NO_LASTMOD}; a step that runs on further nodes after another step began has a second begin and end`,
    ],
    ['GET', '/execution/{execution}/input/files', 'works'],
    [
      'GET',
      '/project/{project}/executions',
      'differs',
      '`begin` and `end` select by the end of an execution, as in Rundeck; without `descFilter`, because executions keep no description of their job',
    ],
    ['GET', '/project/{project}/executions/running', 'works'],
    ['GET', '/project/{project}/executions/metrics', 'differs', NO_STATS],
    ['GET', '/executions/metrics', 'differs', NO_STATS],
    ['POST', '/project/{project}/run/command', 'works'],
    ['GET', '/project/{project}/run/command', 'works'],
    ['POST', '/project/{project}/run/script', 'works'],
    ['GET', '/project/{project}/run/script', 'added', 'the same as POST'],
    ['POST', '/project/{project}/run/url', 'works'],
    ['GET', '/project/{project}/run/url', 'works'],
  ],
};
