import { readPolicyFile } from '../policies/format/read-policy-file.ts';
import type { PolicySource } from './access-rules.ts';

/** The rights of every ready-made role for work in projects. */
const SEES = `
description: ROLE sees projects, the system and runners
context: { application: rundeck }
for:
  project: [{ allow: [read] }]
  resource:
    - { equals: { kind: system }, allow: [read] }
    - { equals: { kind: runner }, allow: [read] }
by: { urn: 'group:ROLE' }
---
description: ROLE sees jobs, executions, nodes and runners of all projects
context: { project: '.*' }
for:
  resource:
    - { equals: { kind: node }, allow: [read] }
    - { equals: { kind: event }, allow: [read] }
  job: [{ allow: [read, view] }]
  adhoc: [{ allow: [read] }]
  node: [{ allow: [read] }]
  runner: [{ allow: [read] }]
by: { urn: 'group:ROLE' }
`;

const OPERATES = `
description: ROLE runs and stops jobs of all projects
context: { project: '.*' }
for:
  resource:
    - { equals: { kind: node }, allow: [refresh] }
  job: [{ allow: [run, kill, toggle_execution, toggle_schedule] }]
  node: [{ allow: [run] }]
by: { urn: 'group:ROLE' }
`;

const AUTHORS = `
description: ROLE writes jobs and runs commands in all projects
context: { project: '.*' }
for:
  resource:
    - { equals: { kind: job }, allow: [create, delete] }
  job: [{ allow: [create, update, delete] }]
  adhoc: [{ allow: [run, kill] }]
  storage: [{ allow: [read] }]
by: { urn: 'group:ROLE' }
`;

const ADMINISTERS_RUNNERS = `
description: ROLE administers runners
context: { application: rundeck }
for:
  project: [{ allow: [read] }]
  resource:
    - { equals: { kind: system }, allow: [read] }
    - { equals: { kind: runner }, allow: [read, admin] }
by: { urn: 'group:ROLE' }
`;

const READS_METRICS = `
description: ROLE reads metrics alone
context: { application: rundeck }
for:
  resource:
    - { equals: { kind: system }, allow: [metrics] }
by: { urn: 'group:ROLE' }
`;

/** The policies of the ready-made roles, as the text of a policy file. The role `administrator` needs none. */
const READY_MADE_POLICIES = [
  ['viewer', SEES],
  ['operator', SEES, OPERATES],
  ['author', SEES, OPERATES, AUTHORS],
  ['runner-admin', ADMINISTERS_RUNNERS],
  ['metrics', READS_METRICS],
]
  .flatMap(([role = '', ...policies]) => policies.map((policy) => policy.trim().replaceAll('ROLE', role)))
  .join('\n---\n');

/** Returns the policies of the ready-made roles. */
export function readyMadeRoles(): PolicySource {
  const { policies, problems } = readPolicyFile(READY_MADE_POLICIES, undefined);
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`the ready-made roles: ${problem.message}`);
  return { name: 'ready-made roles', hasLines: false, policies };
}
