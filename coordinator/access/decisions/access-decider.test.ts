import assert from 'node:assert/strict';
import { ProjectName } from '../../../protocol/ids.ts';
import { type Asked, deciderOf } from './testing/decider-of.ts';

type Kind = ReturnType<ReturnType<typeof deciderOf>>['kind'];

/** Compares the decisions of a policy file with the expected ones. */
function assertDecisions(text: string, expected: readonly (readonly [Kind, Asked])[], project?: ProjectName) {
  const decide = deciderOf(text, project);
  for (const [kind, asked] of expected) assert.equal(decide(asked).kind, kind, JSON.stringify(asked));
}

// The policies have the form of the examples in Rundeck's documentation: "ACLPOLICY", "Authorization" and the how-to pages.
describe('AccessDecider', () => {
  it('lets a denial of one group of jobs win over a rule that allows all jobs', () => {
    const text = `
description: Policy by example
context: { project: '.*' }
for:
  resource:
    - equals: { kind: job }
      allow: '*'
  job:
    - allow: '*'
    - match: { group: 'group1/.*' }
      deny: '*'
by:
  username: 'yml_usr_1'
  group: ['yml_group_1', 'group2']
  urn: '_urn_'
`;
    const on = ['job', { name: 'a', group: 'other' }] as const;
    const denied = ['job', { name: 'a', group: 'group1/sub' }] as const;
    const kind = ['resource', { kind: 'job' }] as const;
    assertDecisions(text, [
      ['allowed', { user: 'yml_usr_1', project: 'any', action: 'run', on }],
      ['allowed', { roles: ['x', 'group2'], project: 'any', action: 'delete', on }],
      ['denied', { roles: ['group2'], project: 'any', action: 'run', on: denied }],
      ['allowed', { roles: ['group2'], project: 'any', action: 'create', on: kind }],
      ['rejected', { roles: ['group2'], project: 'any', action: 'read', on: ['resource', { kind: 'node' }] }],
      ['rejected', { roles: ['group3'], project: 'any', action: 'run', on }],
      ['rejected', { roles: ['group2'], action: 'run', on }],
    ]);
  });

  it('denies whatever the order of the rules and files', () => {
    const rule = (effect: string) =>
      `description: ${effect}\ncontext: {project: p}\nfor: {job: [{${effect}: run}]}\nby: {group: g}\n`;
    const asked: Asked = { roles: ['g'], project: 'p', action: 'run', on: ['job'] };
    for (const text of [
      `${rule('deny')}---\n${rule('allow')}`,
      `${rule('allow')}---\n${rule('deny')}`,
      rule('allow').replace('{allow: run}', '{allow: run, deny: run}'),
      rule('allow').replace('{allow: run}', '{allow: run}, {deny: "*"}'),
    ])
      assertDecisions(text, [['denied', asked]]);
    assertDecisions(rule('allow'), [['allowed', asked]]);
  });

  it('separates the context of a project from that of the application', () => {
    const text = `
description: project
context: { project: prj-sandbox }
for:
  job: [{ equals: { group: jgrp-sandbox }, allow: [run, read] }]
  node: [{ allow: [read, run] }]
by: { group: grp-exec }
---
description: application
context: { application: rundeck }
for:
  project: [{ match: { name: prj-sandbox }, allow: [read] }]
  storage: [{ allow: [read] }]
by: { group: grp-exec }
---
description: another application
context: { application: other }
for: { project: [{ allow: '*' }] }
by: { group: grp-exec }
`;
    const roles = ['grp-exec'];
    const inGroup = ['job', { name: 'a', group: 'jgrp-sandbox' }] as const;
    assertDecisions(text, [
      ['allowed', { roles, project: 'prj-sandbox', action: 'run', on: inGroup }],
      ['rejected', { roles, project: 'prj-sandbox2', action: 'run', on: inGroup }],
      ['rejected', { roles, project: 'prj-sandbox', action: 'delete', on: inGroup }],
      ['rejected', { roles, project: 'prj-sandbox', action: 'run', on: ['job', { name: 'a', group: '' }] }],
      ['allowed', { roles, action: 'read', on: ['project', { name: 'prj-sandbox' }] }],
      ['rejected', { roles, action: 'configure', on: ['project', { name: 'prj-sandbox' }] }],
      ['rejected', { roles, action: 'read', on: ['project', { name: 'prj-sandbox2' }] }],
      [
        'rejected',
        { roles, project: 'prj-sandbox', action: 'read', on: ['project', { name: 'prj-sandbox' }] },
      ],
      ['allowed', { roles, action: 'read', on: ['storage', { path: 'keys/a', name: 'a' }] }],
      [
        'rejected',
        { roles, project: 'prj-sandbox', action: 'read', on: ['storage', { path: 'keys/a', name: 'a' }] },
      ],
    ]);
  });

  it('applies the file of a project only in that project', () => {
    const text = 'description: d\nfor: {job: [{allow: run}]}\nby: {group: g}\n';
    const asked = { roles: ['g'], action: 'run', on: ['job'] } as const;
    assertDecisions(
      text,
      [
        ['allowed', { ...asked, project: 'p.q' }],
        ['rejected', { ...asked, project: 'pxq' }],
        ['rejected', asked],
      ],
      ProjectName.parse('p.q'),
    );
  });

  it('compares whole names of users, roles and projects with regular expressions', () => {
    const text = `
description: d
context: { project: 'team-(a|b)' }
for: { job: [{ match: { name: 'deploy-.*' }, allow: run }] }
by: { username: 'dev\\d+', group: 'dev_team_(alpha|beta)' }
`;
    const on = ['job', { name: 'deploy-web' }] as const;
    assertDecisions(text, [
      ['allowed', { user: 'dev12', project: 'team-a', action: 'run', on }],
      ['rejected', { user: 'xdev12', project: 'team-a', action: 'run', on }],
      ['rejected', { user: 'dev12x', project: 'team-a', action: 'run', on }],
      ['allowed', { roles: ['dev_team_beta'], project: 'team-b', action: 'run', on }],
      ['rejected', { roles: ['dev_team_gamma'], project: 'team-b', action: 'run', on }],
      ['rejected', { user: 'dev12', project: 'team-ab', action: 'run', on }],
      [
        'rejected',
        { user: 'dev12', project: 'team-a', action: 'run', on: ['job', { name: 'my-deploy-web' }] },
      ],
      ['rejected', { user: 'dev12', project: 'team-a', action: 'run', on: ['job', {}] }],
    ]);
  });

  it('compares urns of users and roles exactly', () => {
    const text = `
description: d
context: { project: '.*' }
for: { job: [{ allow: run }] }
by: { urn: ['user:some.user', 'group:some.group'] }
`;
    const asked = { project: 'p', action: 'run', on: ['job'] } as const;
    assertDecisions(text, [
      ['allowed', { ...asked, user: 'some.user' }],
      ['rejected', { ...asked, user: 'someXuser' }],
      ['allowed', { ...asked, roles: ['some.group'] }],
      ['rejected', { ...asked, roles: ['someXgroup', 'some.user'] }],
    ]);
  });

  it('denies access to everyone whom notBy does not list', () => {
    const text = `
description: only simon, frank and qa
context: { project: '.*' }
for: { job: [{ deny: run }] }
notBy: { username: [simon, 'fr.*'], urn: 'group:qa' }
---
description: all
context: { project: '.*' }
for: { job: [{ allow: '*' }] }
by: { username: '.*' }
`;
    const asked = { project: 'p', action: 'run', on: ['job'] } as const;
    assertDecisions(text, [
      ['allowed', { ...asked, user: 'simon' }],
      ['allowed', { ...asked, user: 'frank' }],
      ['allowed', { ...asked, user: 'zoe', roles: ['qa'] }],
      ['denied', { ...asked, user: 'zoe', roles: ['dev'] }],
      ['allowed', { ...asked, user: 'zoe', action: 'read' }],
    ]);
  });

  it('compares sets with contains and subset, and requires all conditions of a rule', () => {
    const text = `
description: nodes
context: { project: '.*' }
for:
  node:
    - contains: { tags: [a, b] }
      allow: run
    - subset: { tags: [c, d] }
      allow: read
    - equals: { osFamily: unix }
      match: { nodename: 'web.*' }
      allow: refresh
by: { group: g }
---
description: tokens
context: { application: rundeck }
for:
  resource: [{ equals: { kind: apitoken }, allow: generate_service_token }]
  apitoken:
    - match: { username: '(mysql|myservice)' }
      subset: { roles: [mysql_access, myservice_access] }
      allow: create
by: { group: g }
`;
    const roles = ['g'];
    const node = (action: string, properties: Readonly<Record<string, string>>) =>
      ({ roles, project: 'p', action, on: ['node', properties] }) as const;
    const token = (username: string, names: string) =>
      ({ roles, action: 'create', on: ['apitoken', { username, roles: names }] }) as const;
    assertDecisions(text, [
      ['allowed', node('run', { tags: 'b, x,a' })],
      ['rejected', node('run', { tags: 'a' })],
      ['rejected', node('run', {})],
      ['allowed', node('read', { tags: 'd,' })],
      ['allowed', node('read', {})],
      ['rejected', node('read', { tags: 'c,x' })],
      ['rejected', node('read', { tags: '' })],
      ['allowed', node('refresh', { osFamily: 'unix', nodename: 'web1' })],
      ['rejected', node('refresh', { osFamily: 'windows', nodename: 'web1' })],
      ['rejected', node('refresh', { osFamily: 'unix', nodename: 'db1' })],
      ['allowed', token('mysql', 'mysql_access')],
      ['rejected', token('mysql', 'mysql_access,admin')],
      ['rejected', token('root', 'mysql_access')],
    ]);
  });

  it('reads no property that an object inherits', () => {
    const text =
      'description: d\ncontext: {project: p}\nfor: {job: [{match: {constructor: ".*"}, allow: run}]}\nby: {group: g}\n';
    assertDecisions(text, [['rejected', { roles: ['g'], project: 'p', action: 'run', on: ['job', {}] }]]);
  });

  it('reports the file, the line and the description of the rule that decided', () => {
    const text = `description: first
context: { project: p }
for:
  job:
    - equals: { name: other }
      allow: run
    - allow: run
by: { group: g }
`;
    const decision = deciderOf(text)({
      roles: ['g'],
      project: 'p',
      action: 'run',
      on: ['job', { name: 'a' }],
    });
    assert.ok(decision.kind === 'allowed');
    assert.deepEqual(decision.rule.origin, { source: 'test.aclpolicy', line: 7, description: 'first' });
  });

  it('returns the same decision after questions about many other subjects and projects', () => {
    const text = 'description: d\ncontext: {project: "p.*"}\nfor: {job: [{allow: run}]}\nby: {group: g}\n';
    const decide = deciderOf(text);
    const kindOf = (user: number) =>
      decide({
        user: `${user}`,
        roles: user % 2 === 0 ? ['g'] : [],
        project: `p${user}`,
        action: 'run',
        on: ['job'],
      }).kind;
    for (let round = 0; round < 2; round++)
      for (let user = 0; user < 2_500; user++)
        assert.equal(kindOf(user), user % 2 === 0 ? 'allowed' : 'rejected');
  });
});
