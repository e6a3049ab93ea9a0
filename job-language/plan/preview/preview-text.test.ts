import assert from 'node:assert/strict';
import type { WorkflowPreview } from '../../../protocol/routes/shapes/workflow-preview.ts';
import { previewText } from './preview-text.ts';

const STEP = { stepctx: '1', label: 'id', kind: 'exec', text: 'id', pty: false, perNode: true } as const;
const PREVIEW: WorkflowPreview = {
  job: { name: 'restart', group: '', project: 'shop' },
  runners: { names: ['east'] },
  strategy: 'node-first',
  threadCount: 1,
  keepGoing: false,
  nodes: [{ name: 'web1', tags: ['web', 'prod'], executor: 'local' }],
  steps: [STEP],
  order: [{ stepctx: '1', node: 'web1' }],
};

describe('the text of a plan', () => {
  it('shows the job, its runners, nodes, steps and order', () => {
    assert.equal(
      previewText(PREVIEW),
      `job       restart of project shop
runners   east
strategy  node-first
nodes     web1 (web+prod)
steps
  [1] id
      id
order
  [1] on web1 by east
`,
    );
  });

  it('shows the group of the job, the strategy with its limits, and the facts that are not known', () => {
    const text = previewText({
      ...PREVIEW,
      job: { ...PREVIEW.job, group: 'db' },
      threadCount: 2,
      tiers: [1, 3],
      keepGoing: true,
      unknown: ['The keys.'],
    });
    assert.match(text, /^job {7}db\/restart of project shop\n/);
    assert.match(
      text,
      /\nstrategy {2}node-first, 2 nodes at a time, groups of 1, 3 nodes, continues after a failed step\n/,
    );
    assert.match(text, /\nnot known\n {2}The keys\.\n$/);
  });

  it('shows how and by which runners a node is reached, and why no runner matches', () => {
    const text = previewText({
      ...PREVIEW,
      automatic: true,
      runners: { names: [], problem: 'No runner matches.' },
      nodes: [
        { name: 'web1', tags: [], executor: 'sshj-ssh', address: 'ops@one', runners: { names: ['a', 'b'] } },
        { tags: [], executor: 'local' },
      ],
      order: [{ stepctx: '1', node: 'web1' }, { stepctx: '2' }],
    });
    assert.match(text, /\nrunners {3}node by node; the rest: No runner matches\.\n/);
    assert.match(text, /\nnodes {5}web1 \(sshj-ssh ops@one; by a or b\), the host of the runner\n/);
    assert.match(text, /\n {2}\[1\] on web1 by a\n {2}\[2\]\n$/);
  });

  it('shows error handlers, problems, referenced jobs, and the text of each node where texts differ', () => {
    const text = previewText({
      ...PREVIEW,
      steps: [
        {
          ...STEP,
          nodes: [
            { node: 'web1', text: 'echo one' },
            { node: 'web2', text: 'echo two\necho more\n' },
          ],
          errorHandler: { ...STEP, stepctx: '1e', label: 'mend', text: 'mend' },
        },
        { ...STEP, stepctx: '2', label: 'other', kind: 'reference', perNode: false, workflow: PREVIEW },
        {
          ...STEP,
          stepctx: '3',
          label: 'gone',
          kind: 'reference',
          text: 'gone',
          problem: 'There is no such job.',
        },
      ],
    });
    assert.equal(
      text.slice(text.indexOf('steps\n'), text.indexOf('\norder')),
      `steps
  [1] id
      on web1
        echo one
      on web2
        echo two
        echo more
    on failure
      [1e] mend
          mend
  [2] other (once), reference
      id
      runners   east
      strategy  node-first
      nodes     web1 (web+prod)
      steps
        [1] id
            id
  [3] gone, reference
      gone
      (There is no such job.)`,
    );
  });

  it('shows at most 50 nodes and 50 steps of the order, and counts the others', () => {
    const nodes = Array.from({ length: 60 }, (_, index) => ({
      name: `n${index}`,
      tags: [],
      executor: 'local',
    }));
    const order = nodes.map(({ name }) => ({ stepctx: '1', node: name }));
    const text = previewText({ ...PREVIEW, nodes, order, cut: true });
    assert.match(text, /, n49 and 10 more\n/);
    assert.match(text, /\n {2}\[1\] on n49 by east\n {2}… and 10 more\n {2}… and more\n$/);
  });
});
