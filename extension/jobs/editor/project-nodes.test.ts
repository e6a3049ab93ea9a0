import assert from 'node:assert/strict';
import { NodeSourceOverview } from '../../../protocol/routes/shapes/node-shapes.ts';
import { EMPTY_MODEL } from '../../model/model.ts';
import { ProjectNodes } from './project-nodes.ts';

const source = (nodes: number) =>
  NodeSourceOverview.parse({ index: 1, type: 'file', description: '', nodes });
const model = (nodes: number) => ({ ...EMPTY_MODEL, nodeSources: { demo: [source(nodes)] } });

function counted(answer: () => string) {
  let requests = 0;
  const failures: unknown[] = [];
  const client = {
    listNodes: async () => {
      requests += 1;
      return { text: answer(), mediaType: 'application/json' };
    },
  };
  const nodes = new ProjectNodes(
    () => client,
    (error) => failures.push(error),
  );
  return { nodes, failures, requests: () => requests };
}

describe('ProjectNodes', () => {
  it('loads the nodes once, and again after a source changed', async () => {
    const { nodes, requests } = counted(() => '{"web1": {"nodename": "web1"}}');
    const before = model(1);
    assert.deepEqual(await nodes.of('demo', before), [{ nodename: 'web1' }]);
    await nodes.of('demo', before);
    assert.equal(requests(), 1);
    await nodes.of('demo', model(1));
    assert.equal(requests(), 2);
  });

  it('reports a failed request, and does not repeat it until a source changes', async () => {
    const { nodes, failures, requests } = counted(() => 'no JSON');
    const before = model(1);
    assert.deepEqual(await nodes.of('demo', before), []);
    assert.deepEqual(await nodes.of('demo', before), []);
    assert.equal(failures.length, 1);
    assert.equal(requests(), 1);
    await nodes.of('demo', model(1));
    assert.equal(requests(), 2);
  });

  it('does not load the nodes if the project is unknown or has too many nodes', async () => {
    const { nodes, requests } = counted(() => '{}');
    await nodes.of('other', model(1));
    await nodes.of('demo', model(5001));
    assert.equal(requests(), 0);
  });
});
