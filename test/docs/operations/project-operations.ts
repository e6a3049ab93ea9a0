import type { OperationArea, OperationRow } from './operation-row.ts';

const POLICIES = 'policies decide [some calls](access.md); all others need the role `admin`';
const PARTS =
  'archives contain no SCM configuration, webhooks, nodes, keys or files of options; requests and answers name them. Executions that are running are left out. A job or an execution that cannot be exported is left out, and a file of the archive names it';
const IMPORTED =
  'SCM configuration, webhooks, nodes, keys and files of options are not imported. Each import of an archive adds its executions again, under new ids';
const NO_SCM = 'no SCM plugins; `outrunner job push` and `pull` work with any checkout';
const LATER =
  'a change that became due while the coordinator was stopped is applied at its next start, and removing its properties from the configuration cancels it; an invalid request has the same error body as in other calls';

const scm = (method: 'GET' | 'POST', path: string): OperationRow => [method, path, 'absent', NO_SCM];

const NO_DEFAULTS =
  'the configuration contains only keys that were set: Rundeck adds defaults such as `service.NodeExecutor.default.provider`';

export const PROJECT_OPERATIONS: OperationArea = {
  area: 'Projects',
  rows: [
    ['GET', '/projects', 'differs', 'without the parameter `meta`'],
    ['POST', '/projects', 'differs', NO_DEFAULTS],
    ['GET', '/project/{project}', 'differs', NO_DEFAULTS],
    [
      'DELETE',
      '/project/{project}',
      'differs',
      'refused while an execution of the project is running; the answer comes after the deletion, whatever `deferred` says',
    ],
    ['GET', '/project/{project}/config', 'works'],
    ['PUT', '/project/{project}/config', 'works'],
    ['GET', '/project/{project}/config/{key}', 'works'],
    ['PUT', '/project/{project}/config/{key}', 'differs', 'without `enablePluginValidation`'],
    ['DELETE', '/project/{project}/config/{key}', 'works'],
    ['GET', '/project/{project}/readme.md', 'works'],
    ['PUT', '/project/{project}/readme.md', 'works'],
    ['DELETE', '/project/{project}/readme.md', 'works'],
    ['GET', '/project/{project}/motd.md', 'works'],
    ['PUT', '/project/{project}/motd.md', 'works'],
    ['DELETE', '/project/{project}/motd.md', 'works'],
    ['GET', '/project/{project}/acl', 'works'],
    ['GET', '/project/{project}/acl/{name}', 'works'],
    ['POST', '/project/{project}/acl/{name}', 'differs', POLICIES],
    ['PUT', '/project/{project}/acl/{name}', 'differs', POLICIES],
    ['DELETE', '/project/{project}/acl/{name}', 'works'],
    ['GET', '/project/{project}/export', 'differs', PARTS],
    ['GET', '/project/{project}/export/async', 'differs', PARTS],
    [
      'GET',
      '/project/{project}/export/status/{token}',
      'differs',
      '`errors` names the jobs and executions that could not be exported',
    ],
    ['GET', '/project/{project}/export/download/{token}', 'works', 'once, within an hour'],
    ['PUT', '/project/{project}/import', 'differs', IMPORTED],
    [
      'GET',
      '/project/{project}/import/status',
      'differs',
      'answers 404 without an import since the start of the coordinator',
    ],
    [
      'GET',
      '/project/{project}/history',
      'works',
      'lists executions that have ended, until they are deleted',
    ],
    [
      'GET',
      '/project/{project}/meta',
      'absent',
      'its items serve pages of the web interface; `GET /project/{project}/config` has the switches',
    ],
    ['POST', '/project/{project}/enable/later', 'differs', LATER],
    ['POST', '/project/{project}/disable/later', 'differs', LATER],
  ],
};

export const NODE_OPERATIONS: OperationArea = {
  area: 'Nodes and node sources',
  rows: [
    ['GET', '/project/{project}/resources', 'works'],
    ['GET', '/project/{project}/resource/{node}', 'works'],
    ['GET', '/project/{project}/sources', 'works'],
    ['GET', '/project/{project}/source/{index}', 'works'],
    ['GET', '/project/{project}/source/{index}/resources', 'works'],
    ['POST', '/project/{project}/source/{index}/resources', 'works'],
    ['POST', '/project/{project}/resources/refresh', 'added', 'reads the node sources again'],
  ],
};

export const WEBHOOK_OPERATIONS: OperationArea = {
  area: 'Webhooks',
  rows: [
    ['GET', '/project/{project}/webhooks', 'works'],
    [
      'POST',
      '/project/{project}/webhook',
      'differs',
      'only the plugins `webhook-run-job` and `log-webhook-event`',
    ],
    ['GET', '/project/{project}/webhook/{id}', 'works'],
    [
      'POST',
      '/project/{project}/webhook/{id}',
      'differs',
      'only the plugins `webhook-run-job` and `log-webhook-event`',
    ],
    ['DELETE', '/project/{project}/webhook/{id}', 'works'],
    [
      'POST',
      '/webhook/{token}',
      'differs',
      'no references in `jobId` and `asUser`, and no Groovy expressions',
    ],
  ],
};

export const SCM_OPERATIONS: OperationArea = {
  area: 'SCM',
  rows: [
    scm('POST', '/project/{project}/scm/toggle'),
    scm('GET', '/project/{project}/scm/{integration}/plugins'),
    scm('GET', '/project/{project}/scm/{integration}/plugin/{type}/input'),
    scm('POST', '/project/{project}/scm/{integration}/plugin/{type}/setup'),
    scm('POST', '/project/{project}/scm/{integration}/plugin/{type}/enable'),
    scm('POST', '/project/{project}/scm/{integration}/plugin/{type}/disable'),
    scm('GET', '/project/{project}/scm/{integration}/status'),
    scm('GET', '/project/{project}/scm/{integration}/config'),
    scm('GET', '/project/{project}/scm/{integration}/action/{action}/input'),
    scm('POST', '/project/{project}/scm/{integration}/action/{action}'),
    scm('GET', '/job/{job}/scm/{integration}/status'),
    scm('GET', '/job/{job}/scm/{integration}/diff'),
    scm('GET', '/job/{job}/scm/{integration}/action/{action}/input'),
    scm('POST', '/job/{job}/scm/{integration}/action/{action}'),
  ],
};
