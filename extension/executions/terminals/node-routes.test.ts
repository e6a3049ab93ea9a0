import assert from 'node:assert/strict';
import { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { NodeRoutes } from './node-routes.ts';

const started = (operation: string, node: string): ExecutionEvent =>
  ExecutionEvent.parse({
    type: 'step-started',
    operation: `7-${operation}`,
    stepctx: '1',
    label: 'Check',
    node,
    runner: 'runner',
    runnerName: 'edge',
    replica: 'replica',
    time: 0,
  });
const output = (operation: string): ExecutionEvent =>
  ExecutionEvent.parse({
    type: 'output',
    operation: `7-${operation}`,
    stepctx: '1',
    stream: 'stdout',
    offset: 0,
    bytes: '',
    time: 0,
  });
const end: ExecutionEvent = ExecutionEvent.parse({
  type: 'execution-ended',
  execution: 7,
  status: 'succeeded',
  time: 0,
});

/** Returns routes for an execution that runs on web1, web2 and so on, with the operations 1, 2 and so on. */
function divided(most: number, nodes: number, withdrawn: readonly string[] = []): NodeRoutes {
  const routes = new NodeRoutes(most, withdrawn);
  const all = Array.from({ length: nodes }, (_, index) => started(String(index + 1), `web${index + 1}`));
  assert.ok(all.some((event) => routes.divides(event)));
  for (const event of all) routes.next(event);
  return routes;
}

describe('NodeRoutes', () => {
  it('shows everything on one screen while only one node runs steps', () => {
    const routes = new NodeRoutes(5);
    for (const event of [started('1', 'web1'), started('2', 'web1'), output('1'), end]) {
      assert.equal(routes.divides(event), false);
      assert.deepEqual(routes.next(event), { main: true, nodes: [] });
    }
  });

  it('divides the output once, when a second node starts a step', () => {
    const routes = new NodeRoutes(5);
    assert.deepEqual(
      [started('1', 'web1'), started('2', 'web2'), started('3', 'web3')].map((it) => routes.divides(it)),
      [false, true, false],
    );
    assert.equal(new NodeRoutes(0).divides(started('1', 'web1')), false);
  });

  it("shows the output of a node only on the node's screen, and the steps of the node on both screens", () => {
    const routes = divided(5, 2);
    assert.deepEqual(routes.next(output('2')), { main: false, nodes: ['web2'] });
    assert.deepEqual(routes.next(started('3', 'web2')), { main: true, nodes: ['web2'] });
    assert.deepEqual(routes.next(end), { main: true, nodes: ['web1', 'web2'] });
  });

  it('shows the output of a node whose screen was closed before on the screen of the execution', () => {
    const routes = divided(5, 2, ['web1']);
    assert.deepEqual(routes.next(output('1')), { main: true, nodes: [] });
    assert.deepEqual(routes.next(output('2')), { main: false, nodes: ['web2'] });
    assert.deepEqual(routes.next(end), { main: true, nodes: ['web2'] });
  });

  it('shows the output of further nodes on the screen of the execution', () => {
    const routes = divided(2, 3);
    assert.equal(routes.isFull, true);
    assert.deepEqual(routes.next(output('2')), { main: false, nodes: ['web2'] });
    assert.deepEqual(routes.next(output('3')), { main: true, nodes: [] });
    assert.equal(divided(2, 2).isFull, false);
  });

  it('shows the output of a node whose screen was closed on the screen of the execution', () => {
    const routes = divided(2, 3);
    routes.withdraw('web1');
    assert.deepEqual(routes.next(output('1')), { main: true, nodes: [] });
    assert.deepEqual(routes.next(output('3')), { main: true, nodes: [] });
    assert.deepEqual(routes.next(end), { main: true, nodes: ['web2'] });
  });

  it('forgets the operations when the execution ends', () => {
    const routes = divided(5, 2);
    assert.deepEqual(routes.next(end), { main: true, nodes: ['web1', 'web2'] });
    assert.deepEqual(routes.next(output('2')), { main: true, nodes: [] });
  });

  it('sends a reset to all screens, and keeps the screen of each node afterwards', () => {
    const routes = divided(1, 2);
    assert.deepEqual(routes.next({ type: 'reset' }), { main: true, nodes: ['web1'] });
    assert.deepEqual(routes.next(started('9', 'web1')), { main: true, nodes: ['web1'] });
    assert.deepEqual(routes.next(output('9')), { main: false, nodes: ['web1'] });
  });
});
