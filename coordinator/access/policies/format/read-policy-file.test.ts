import assert from 'node:assert/strict';
import { ProjectName } from '../../../../protocol/ids.ts';
import { POLICY_LIMITS } from './acl-policy.ts';
import { readPolicyFile } from './read-policy-file.ts';

const SHOP = ProjectName.parse('shop');
const POLICY = `description: Operators run jobs
context: {project: 'shop.*'}
for:
  job:
  - match: {group: 'ops/.*'}
    equals: {name: deploy}
    allow: [read, run]
  - deny: delete
  node:
  - contains: {tags: [prod, web]}
    allow: '*'
by: {group: [ops, admin], username: ada, urn: 'project:shop'}
id: any
`;

describe('readPolicyFile', () => {
  const problemsIn = (text: string, project?: ProjectName) =>
    readPolicyFile(text, project).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  /** Asserts that a change of the valid policy has exactly this problem. */
  const refuses = (from: string, to: string, ...expected: string[]) => {
    assert.ok(POLICY.includes(from));
    assert.deepEqual(problemsIn(POLICY.replace(from, to)), expected);
  };

  it('reads subjects, context, and rules with their lines', () => {
    const { policies, problems } = readPolicyFile(POLICY);
    assert.deepEqual(problems, []);
    const none = new Map();
    assert.deepEqual(policies, [
      {
        description: 'Operators run jobs',
        context: { kind: 'projects', pattern: 'shop.*' },
        applies: 'by',
        usernames: ['ada'],
        groups: ['ops', 'admin'],
        urns: ['project:shop'],
        rules: [
          {
            type: 'job',
            line: 5,
            match: new Map([['group', ['ops/.*']]]),
            equals: new Map([['name', ['deploy']]]),
            contains: none,
            subset: none,
            allow: ['read', 'run'],
            deny: [],
          },
          {
            type: 'job',
            line: 8,
            match: none,
            equals: none,
            contains: none,
            subset: none,
            allow: [],
            deny: ['delete'],
          },
          {
            type: 'node',
            line: 10,
            match: none,
            equals: none,
            contains: new Map([['tags', ['prod', 'web']]]),
            subset: none,
            allow: ['*'],
            deny: [],
          },
        ],
      },
    ]);
  });

  it('reads several documents, and skips empty ones', () => {
    const other = POLICY.replace("{project: 'shop.*'}", '{application: rundeck}');
    const { policies, problems } = readPolicyFile(`---\n${POLICY}---\n# nothing\n---\n${other}---\n`);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      policies.map(({ context }) => context.kind),
      ['projects', 'application'],
    );
  });

  it('numbers the policies of a file in its problems', () => {
    const { problems } = readPolicyFile(`${POLICY}---\n${POLICY.replace('for:', 'four:')}`);
    assert.deepEqual(
      problems.map(({ policy, line }) => [policy, line]),
      [
        [2, 15],
        [2, 17],
      ],
    );
  });

  it('reports an unknown key in each section, with a similar key or the allowed keys', () => {
    refuses('id: any', 'idd: any', '13:1 The policy contains the unknown key "idd". Did you mean "id"?');
    refuses(
      'username: ada',
      'usrname: ada',
      '12:27 Section \'by:\' contains the unknown key "usrname". Did you mean "username"?',
    );
    refuses(
      'equals: {',
      'equal: {',
      '6:5 Type rule \'for: { job: [...] }\' entry at index [1] contains the unknown key "equal". Did you mean "equals"?',
    );
    refuses(
      '{project: ',
      '{name: ',
      "2:1 Context section is not valid: it should have only one entry: 'application:' or 'project:'",
      '2:11 Section \'context:\' contains the unknown key "name". Allowed: project, application.',
    );
  });

  it('refuses a policy without a required section', () => {
    refuses('description: Operators run jobs\n', '', '1:1 Policy is missing a description');
    refuses("context: {project: 'shop.*'}\n", '', "1:1 Required 'context:' section was not present");
    assert.deepEqual(problemsIn('description: x\ncontext: {application: rundeck}\n'), [
      "1:1 Required 'by:' or 'notBy:' section was not present",
      "1:1 Required 'for:' section was not present",
    ]);
    assert.deepEqual(problemsIn('# nothing\n'), ['1:1 The file contains no policy.']);
    assert.match(problemsIn('[]')[0] ?? '', /^1:1 A policy must be a map/);
  });

  it('requires exactly one context in a system file, and none in a file of a project', () => {
    const invalid =
      "2:1 Context section is not valid: it should have only one entry: 'application:' or 'project:'";
    refuses("{project: 'shop.*'}", "{project: 'shop.*', application: rundeck}", invalid);
    refuses("{project: 'shop.*'}", '{}', invalid);
    const set = 'Context section should not be specified, it is already set to: {project=shop}';
    assert.deepEqual(problemsIn(POLICY, SHOP), [`2:1 ${set}`]);
    const { policies, problems } = readPolicyFile(POLICY.replace(/context.*\n/, ''), SHOP);
    assert.deepEqual([policies[0]?.context, problems], [{ kind: 'project', project: SHOP }, []]);
  });

  it('refuses an invalid pattern for projects, and one that could take long to compile', () => {
    assert.match(
      problemsIn(POLICY.replace("'shop.*'", "'*'"))[0] ?? '',
      /^2:\d+ Context section: project: invalid regex: /,
    );
    const costly = [`'${'a'.repeat(POLICY_LIMITS.pattern + 1)}'`, "'a{1,1000}'", "'a{2}b{2}c{2}d{2}e{2}'"];
    for (const pattern of costly)
      assert.match(
        problemsIn(POLICY.replace("'shop.*'", pattern))[0] ?? '',
        /invalid regex: it has more than/,
      );
    assert.deepEqual(problemsIn(POLICY.replace("'shop.*'", "'shop-[0-9]{1,3}'")), []);
  });

  it('refuses subjects that are not strings', () => {
    const texts = "Section 'group:' should be a String or a list of Strings.";
    refuses('[ops, admin]', '1234', `12:13 ${texts}`);
    refuses('[ops, admin]', '[1234]', `12:14 ${texts}`);
    refuses(
      "{group: [ops, admin], username: ada, urn: 'project:shop'}",
      '{group: []}',
      "12:1 Section 'by:' is not valid: it must contain 'group:' and/or 'username:' and/or 'urn:'",
    );
  });

  it('refuses rules without actions, and empty or misplaced parts of rules', () => {
    const job = "Type rule 'for: { job: [...] }' entry at index";
    refuses('  - deny: delete', '  - {}', `8:5 ${job} [2] One of 'allow:' or 'deny:' must be present.`);
    refuses('deny: delete', 'deny: []', `8:5 ${job} [2] Section 'deny:' should not be empty`);
    refuses('{name: deploy}', '{}', `6:5 ${job} [1] Section 'equals:' should not be empty.`);
    refuses(
      '{name: deploy}',
      '{name: }',
      `6:14 ${job} [1] Section 'equals:' value for key: 'name' cannot be null`,
    );
    refuses(
      '{name: deploy}',
      '{allow: read}',
      `6:14 ${job} [1] Section 'equals:' should not contain 'allow:' or 'deny:'`,
    );
    refuses(
      'contains: {tags:',
      'contains: {group:',
      "10:16 Type rule 'for: { node: [...] }' entry at index [1] Section 'contains:' can only be applied to: 'tags'",
    );
    assert.deepEqual(
      problemsIn('description: x\ncontext: {application: rundeck}\nfor: {}\nby: {group: a}\n'),
      ["3:1 Section 'for:' cannot be empty"],
    );
    assert.deepEqual(
      problemsIn(
        'description: x\ncontext: {application: rundeck}\nfor: {job: [], node: {}}\nby: {group: a}\n',
      ),
      [
        "3:7 Type rule 'for: { job: [...] }' list should not be empty.",
        "3:16 Expected 'for: { node: <...> }' to be a Sequence.",
      ],
    );
  });

  it('accepts "deny" but not "allow" in a policy with "notBy"', () => {
    const denies =
      'description: x\ncontext: {application: rundeck}\nfor: {job: [{deny: run}]}\nnotBy: {group: a}\n';
    const { policies, problems } = readPolicyFile(denies);
    assert.deepEqual([policies[0]?.applies, problems], ['notBy', []]);
    assert.match(problemsIn(denies.replace('deny', 'allow'))[0] ?? '', /must not contain 'allow:'/);
  });

  it('reports invalid YAML once, with its position', () => {
    assert.match(problemsIn('description: "x\n---\n]').join('|'), /^\d+:\d+ The YAML is not valid: [^|]*$/);
    assert.match(problemsIn('description: x\ndescription: y\n')[0] ?? '', /^2:1 .*occurs twice/);
  });

  it('limits the number and length of problems, the number of policies, and the nesting', () => {
    const unknown = Array.from({ length: 100 }, (_, index) => `key${index}: x\n`).join('');
    assert.equal(problemsIn(unknown).length, POLICY_LIMITS.problems);
    assert.match(
      problemsIn('---\na: b\n'.repeat(POLICY_LIMITS.policies + 1))[0] ?? '',
      /more than 100 policies/,
    );
    const [long = ''] = problemsIn(
      POLICY.replace('job:', `${'j'.repeat(900)}:`).replace('deny: delete', '{}'),
    );
    assert.ok(long.length > 300 && long.length < POLICY_LIMITS.problemLength + 20);
    assert.match(problemsIn('['.repeat(10_000))[0] ?? '', /too deeply nested/);
    assert.match(
      problemsIn(`a: &a [${'x, '.repeat(100)}]\n${'b: [*a, *a]\n'.repeat(500)}`).join('|'),
      /unfold|twice|too many/,
    );
  });
});
