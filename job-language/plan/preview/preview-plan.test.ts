import assert from 'node:assert/strict';
import { WorkflowPreview } from '../../../protocol/routes/shapes/workflow-preview.ts';
import { whole } from '../../../support/slices/sliced.ts';
import { Job } from '../../format/job.ts';
import { jobPath } from '../../format/job-path.ts';
import type { Node } from '../../nodes/node.ts';
import { resolveOptions } from '../../options/resolve-options.ts';
import { planJob } from '../plan-job.ts';
import { acceptedOptions } from '../run-options.ts';
import { optionValues, runValues } from '../run-values.ts';
import { type PreviewJob, type PreviewSources, previewRun } from './preview-plan.ts';

const INVENTORY: readonly Node[] = [
  { name: 'web2', tags: ['web'], attributes: { 'node-executor': 'local' } },
  { name: 'web1', tags: ['web'], attributes: { hostname: 'one' } },
];
const RUN = {
  project: 'shop',
  config: { 'project.globals.env': 'prod' },
  executionId: '0',
  executionUuid: '',
  coordinatorId: 'a-coordinator',
  user: 'ann',
  executionType: 'user',
  serverUrl: 'http://host',
  url: '',
} as const;

function previewJob(definition: object): PreviewJob {
  const job = Job.parse({ name: 'Deploy', sequence: { commands: [{ exec: 'true' }] }, ...definition });
  return { job, id: jobPath(job), project: 'shop', inventory: INVENTORY, config: RUN.config };
}

async function preview(
  definition: object,
  options: Record<string, string> = {},
  others: readonly object[] = [],
  config: Record<string, string> = {},
): Promise<WorkflowPreview> {
  const shown = { ...previewJob(definition), config: { ...RUN.config, ...config } };
  const { job } = shown;
  const known = [shown, ...others.map(previewJob)];
  const resolved = acceptedOptions(job, resolveOptions(job.options, { options }));
  const plan = whole(
    planJob({
      ...shown,
      values: runValues(job, optionValues(job, resolved, RUN.config), RUN),
      target: { kind: 'local' },
      random: () => 0,
    }),
  );
  const sources: PreviewSources = {
    find: async ({ name, group }) =>
      known.find((other) => other.job.name === name && (other.job.group ?? '') === (group ?? '')),
    resolve: (wanted, given) => resolveOptions(wanted.options, given),
    runners: ({ kind }) => ({ names: [kind] }),
    random: () => 0,
  };
  const shownPlan = await previewRun({ ...shown, plan, secureValues: resolved.secureValues }, sources);
  assert.deepEqual(WorkflowPreview.parse(JSON.parse(JSON.stringify(shownPlan))), shownPlan);
  return shownPlan;
}

describe('the preview of a plan', () => {
  it('expands global values in the options of a referenced job, and the identity of that job', async () => {
    const other = {
      name: 'Other',
      group: 'a/b',
      options: [{ name: 'stage', value: '${globals.env}' }],
      sequence: { commands: [{ exec: 'go ${option.stage} ${job.group} ${job.name} ${job.threadcount}' }] },
    };
    const nodefilters = { filter: 'tags: web', dispatch: { threadcount: 2 } };
    const { steps } = await preview(
      { nodefilters, sequence: { commands: [{ jobref: { name: 'Other', group: 'a/b' } }] } },
      {},
      [other],
    );
    assert.equal(steps[0]?.workflow?.steps[0]?.text, 'go prod a/b Other 2');
  });

  it('shows each step with expanded values, hides secrets, and shows run-time values as references', async () => {
    const { steps } = await preview(
      {
        options: [
          { name: 'pw', secure: true, valueExposed: true },
          { name: 'x', value: 'a b' },
        ],
        sequence: {
          commands: [
            { exec: 'login ${option.pw} ${option.x} ${globals.env} ${data.token}' },
            { script: 'echo @option.x@' },
            { scriptfile: '/opt/${option.x}.sh', args: '-v ${option.x}' },
            { scripturl: 'https://files/${option.x}.sh' },
            { type: 'wait', configuration: { seconds: '${option.x}' } },
            { type: 'missing-thing' },
          ],
        },
      },
      { pw: 's3cret' },
    );
    assert.deepEqual(steps.map(({ kind, text }) => [kind, text]).slice(0, 5), [
      ['exec', "login '*****' 'a b' prod '${data.token}'"],
      ['script', 'echo a b'],
      ['script-file', "'/opt/a b.sh' -v 'a b'"],
      ['script-url', 'https://files/a%20b.sh'],
      ['plugin', '{"seconds":"a b"}'],
    ]);
    assert.equal(steps[5]?.kind, 'unavailable');
  });

  it('shows the nodes, their order, and where a text differs between nodes', async () => {
    const { nodes, order, steps } = await preview({
      nodefilters: { filter: 'tags: web' },
      sequence: {
        commands: [
          { exec: 'ping ${node.hostname}' },
          { exec: 'true' },
          { type: 'log-data' },
          { exec: 'last' },
        ],
      },
    });
    assert.deepEqual(nodes, [
      { name: 'web1', tags: ['web'], executor: 'sshj-ssh', address: '?@one' },
      { name: 'web2', tags: ['web'], executor: 'local' },
    ]);
    assert.deepEqual(
      order.map(({ stepctx, node }) => `${stepctx} ${node ?? '-'}`),
      ['1 web1', '2 web1', '1 web2', '2 web2', '3 -', '4 web1', '4 web2'],
    );
    assert.deepEqual(steps[0]?.nodes, [
      { node: 'web1', text: 'ping one' },
      { node: 'web2', text: 'ping web2' },
    ]);
    assert.equal(steps[1]?.nodes, undefined);
  });

  it('writes commands for the shell of each node, as configured by the project and the node', async () => {
    const config = { 'project.shell-escaping-interpreter': 'powershell' };
    const { steps } = await preview(
      {
        options: [{ name: 'x', value: "it's" }],
        nodefilters: { filter: 'tags: web' },
        sequence: { commands: [{ exec: 'echo ${option.x}' }] },
      },
      {},
      [],
      config,
    );
    assert.deepEqual(steps[0]?.nodes, [
      { node: 'web1', text: "echo 'it''s'" },
      { node: 'web2', text: "echo 'it'\\''s'" },
    ]);
  });

  it('shows conditionals, error handlers and referenced jobs', async () => {
    const other = {
      name: 'Other',
      group: 'a',
      options: [{ name: 'to', required: true }],
      sequence: { commands: [{ exec: 'go ${option.to} ${job.name}' }] },
    };
    const { steps } = await preview(
      {
        options: [{ name: 'env', value: 'prod' }],
        sequence: {
          commands: [
            { jobref: { group: 'a', name: 'Other', args: '-to ${option.env}' } },
            {
              type: 'conditional',
              conditionGroups: [[{ key: '${option.env}', operator: '==', value: 'prod' }]],
              subSteps: [{ exec: 'sub' }],
              errorhandler: { exec: 'handle' },
            },
          ],
        },
      },
      {},
      [other],
    );
    assert.equal(steps[0]?.text, 'a/Other -to prod');
    assert.deepEqual(
      steps[0]?.workflow?.steps.map(({ stepctx, text }) => [stepctx, text]),
      [['1/1', 'go prod Other']],
    );
    assert.equal(steps[1]?.text, '${option.env} (prod) == prod');
    assert.deepEqual(
      steps[1]?.steps?.map(({ stepctx, text }) => [stepctx, text]),
      [['2/1', 'sub']],
    );
    assert.equal(steps[1]?.errorHandler?.stepctx, '2e');
  });

  for (const [what, jobref, problem] of [
    ['a job that is not there', { name: 'None' }, /no such job/],
    ['a job that leads back', { name: 'Deploy' }, /loop: Deploy → Deploy/],
    ['arguments that only the run knows', { name: 'Other', args: '-x ${data.k}' }, /earlier steps/],
    ['options that are missing', { name: 'Other' }, /"to" is required/],
  ] as const) {
    it(`reports why it does not follow ${what}`, async () => {
      const others = [{ name: 'Other', options: [{ name: 'to', required: true }] }];
      const { steps } = await preview({ sequence: { commands: [{ jobref }] } }, {}, others);
      assert.match(steps[0]?.problem ?? '', problem);
    });
  }

  it('passes secrets to the secure options of a referenced job, but not to plain options, and shows none', async () => {
    const other = {
      name: 'Other',
      options: [
        { name: 'pw', secure: true, valueExposed: true, required: true },
        { name: 'plain', value: 'x' },
      ],
      sequence: { commands: [{ exec: 'use ${option.pw} "${option.plain}"' }] },
    };
    const { steps } = await preview(
      {
        options: [{ name: 'secret', secure: true, valueExposed: true }],
        sequence: {
          commands: [{ jobref: { name: 'Other', args: '-pw ${option.secret} -plain ${option.secret}' } }],
        },
      },
      { secret: 's3cret' },
      [other],
    );
    assert.equal(steps[0]?.workflow?.steps[0]?.text, `use '*****' ""`);
    assert.doesNotMatch(JSON.stringify(steps), /s3cret/);
  });
});
