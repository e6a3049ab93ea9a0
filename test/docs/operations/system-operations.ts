import type { OperationArea, OperationRow } from './operation-row.ts';

const ONE_COORDINATOR = 'there is one coordinator, and no cluster';
const NO_STORAGE = 'the coordinator keeps all output itself, so nothing is ever incomplete';
const POLICIES = 'policies decide [some calls](access.md); all others need the role `admin`';
const NO_EMPTY_KEY = 'refuses an empty key, which no step could use';
const LATER =
  'a change that became due while the coordinator was stopped is applied at its next start; an invalid request has the same error body as in other calls';

const authorizations = (path: string): OperationRow => [
  'GET',
  `/authorizations/${path}`,
  'absent',
  'it serves the web interface; `outrunner acl test` shows what a user may do',
];

export const SYSTEM_OPERATIONS: OperationArea = {
  area: 'System',
  rows: [
    ['GET', '/', 'works'],
    [
      'GET',
      '/system/info',
      'differs',
      'without figures of a Java VM, and without `healthcheck`, `metrics`, `ping` and `threadDump`; `apiversion` is a number; `outrunner` contains values of this program',
    ],
    ['POST', '/system/executions/enable', 'works'],
    ['POST', '/system/executions/disable', 'works'],
    ['GET', '/system/executions/status', 'works'],
    ['POST', '/system/executions/enable/later', 'differs', LATER],
    ['POST', '/system/executions/disable/later', 'differs', LATER],
    ['GET', '/system/logstorage', 'differs', NO_STORAGE],
    ['GET', '/system/logstorage/incomplete', 'differs', NO_STORAGE],
    ['POST', '/system/logstorage/incomplete/resume', 'differs', NO_STORAGE],
    ['GET', '/system/acl', 'works'],
    ['GET', '/system/acl/{name}', 'works'],
    ['POST', '/system/acl/{name}', 'differs', POLICIES],
    ['PUT', '/system/acl/{name}', 'differs', POLICIES],
    ['DELETE', '/system/acl/{name}', 'works'],
    ['GET', '/scheduler/jobs', 'works'],
    ['GET', '/scheduler/server/{uuid}/jobs', 'works'],
    ['PUT', '/scheduler/takeover', 'differs', `${ONE_COORDINATOR}: all named jobs count as taken over`],
    ['GET', '/metrics', 'works'],
    ['GET', '/metrics/metrics', 'differs', 'the gauges and counters are those of this program'],
    ['GET', '/metrics/ping', 'works'],
    ['GET', '/metrics/healthcheck', 'differs', 'the one check is the state of the data dir'],
    ['GET', '/metrics/threads', 'absent', 'the coordinator is not a Java program and has no thread dump'],
    ['GET', '/feature', 'works'],
    ['GET', '/feature/{name}', 'works'],
    ['GET', '/plugin/list', 'differs', 'lists the built-in plugins: Java plugins are not loaded'],
    ...['application/{kind}', 'application/{type}/{specifier}'].map(authorizations),
    ...['project/{project}/{kind}', 'project/{project}/{type}/{specifier}'].map(authorizations),
    [
      'GET',
      '/home/summary',
      'absent',
      'it serves the start page of the web interface, which does not exist here',
    ],
  ],
};

export const ACCOUNT_OPERATIONS: OperationArea = {
  area: 'Tokens and users',
  rows: [
    ['GET', '/tokens', 'works'],
    ['POST', '/tokens', 'differs', 'roles other than `admin` grant access to some calls only'],
    ['GET', '/tokens/{user}', 'works'],
    ['POST', '/tokens/{user}', 'differs', 'roles other than `admin` grant access to some calls only'],
    ['POST', '/tokens/{user}/removeExpired', 'works'],
    ['GET', '/token/{id}', 'works'],
    ['DELETE', '/token/{id}', 'works'],
    ['GET', '/user/list', 'differs', 'lists users with a token or a profile: there is no user database'],
    ['GET', '/user/info', 'works'],
    ['POST', '/user/info', 'works'],
    ['GET', '/user/info/{user}', 'works'],
    ['POST', '/user/info/{user}', 'works'],
    ['GET', '/user/roles', 'works'],
  ],
};

export const KEY_OPERATIONS: OperationArea = {
  area: 'Key storage',
  rows: [
    ['GET', '/storage/keys', 'works'],
    ['GET', '/storage/keys/{path}', 'works'],
    ['POST', '/storage/keys/{path}', 'differs', NO_EMPTY_KEY],
    ['PUT', '/storage/keys/{path}', 'differs', NO_EMPTY_KEY],
    ['DELETE', '/storage/keys/{path}', 'works'],
  ],
};
