import assert from 'node:assert/strict';
import { COMMANDS } from '../ids/commands.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aJob, anExecution, aRunner } from '../model/model-fixtures.ts';
import { RowLimits } from '../view-state/row-limits.ts';
import { DEFAULT_VIEW_STATE } from '../view-state/view-state.ts';
import { overviewTree } from './overview-tree.ts';

const job = (id: string, name: string) => ({
  id,
  name,
  group: '',
  project: 'demo',
  description: '',
  options: {},
  href: '',
  permalink: '',
});
const model = {
  ...EMPTY_MODEL,
  runners: [
    aRunner({ id: 'r1', name: 'edge', tags: ['db'] }),
    aRunner({ id: 'r2', name: 'far', health: 'Down', tags: ['eu'], paused: true }),
  ],
  jobs: [
    aJob({ id: 'j1', name: 'backup' }),
    aJob({ id: 'j2', name: 'lost', selector: { mode: 'TAGS', match: 'all', tags: ['moon'] } }),
    aJob({ id: 'j3', name: 'hello', selector: { mode: 'LOCAL' }, selected: false }),
  ],
  executions: [
    anExecution({
      id: 5,
      job: job('j2', 'lost'),
      reason: { code: 'waiting', message: 'no runner has the tag moon' },
    }),
    anExecution({
      id: 4,
      job: job('j1', 'backup'),
      status: 'failed',
      reason: { code: 'NonZeroResultCode', message: 'exit code 3' },
    }),
    anExecution({
      id: 3,
      job: job('j3', 'hello'),
      status: 'succeeded',
      failedDeliveries: { count: 2, lastAt: 5000 },
    }),
    anExecution({ id: 2, job: job('j3', 'hello'), status: 'failed' }),
  ],
};

function drawn(tree: ReturnType<typeof overviewTree>): readonly string[] {
  return tree.flatMap(({ label, description, children = [] }) => [
    `${label} | ${description}`,
    ...children.map((row) => `  ${row.label} | ${row.description}`),
  ]);
}

describe('the overview', () => {
  it('shows runners by health, the worst first, then each kind of problem with its reasons', () => {
    assert.deepEqual(drawn(overviewTree(model)), [
      'Down Runners | 1',
      '  far | paused eu',
      'Healthy Runners | 1',
      '  edge | db',
      'Waiting Executions | 1',
      '  lost | Waiting · no runner has the tag moon',
      'Failing Jobs | 1',
      '  backup | #4 failed · exit code 3',
      'Undelivered Notifications | 1',
      '  hello | #3 · 2 notifications',
      'Tags without a Runner | 1',
      '  moon | 1 job',
      'Untagged Jobs | 1',
      '  hello | demo · Local Runner',
    ]);
  });

  it('opens the object of a row', () => {
    const commands = overviewTree(model).flatMap(({ children = [] }) =>
      children.map(({ command }) => command),
    );
    assert.deepEqual(commands, [
      COMMANDS.showRunner,
      COMMANDS.showRunner,
      COMMANDS.openOutput,
      COMMANDS.openOutput,
      COMMANDS.openOutput,
      COMMANDS.reviewTagsWithoutRunner,
      COMMANDS.editJobTags,
    ]);
  });

  it('shows headings without rows below the others, with the icon of a passed check', () => {
    const tree = overviewTree({ ...model, executions: [], jobs: [aJob({ id: 'j1', name: 'backup' })] });
    assert.deepEqual(drawn(tree).slice(-5), [
      'Waiting Executions | none',
      'Failing Jobs | none',
      'Undelivered Notifications | none',
      'Tags without a Runner | none',
      'Untagged Jobs | none',
    ]);
    assert.equal(tree.at(-1)?.icon.id, 'pass');
  });

  it('limits the rows of a heading, and ends with a row that shows more', () => {
    const runners = Array.from({ length: 250 }, (_, index) =>
      aRunner({ id: `r${index}`, name: `runner-${index}` }),
    );
    const limits = new RowLimits();
    const shown = () => {
      const [healthy] = overviewTree(
        { ...EMPTY_MODEL, runners },
        { state: DEFAULT_VIEW_STATE, limitOf: limits.limitOf },
      );
      return healthy?.children ?? [];
    };
    assert.equal(shown().length, 101);
    const more = shown().at(-1);
    assert.equal(`${more?.label} | ${more?.description}`, 'Show More | 150 more rows');
    assert.ok(more?.subject.kind === 'list');
    limits.showMore(more.subject.list);
    assert.equal(shown().length, 201);
    limits.showMore(more.subject.list);
    assert.equal(shown().length, 250);
    assert.equal(shown().at(-1)?.label, 'runner-249');
  });
});
