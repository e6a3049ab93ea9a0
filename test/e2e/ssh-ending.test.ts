import assert from 'node:assert/strict';
import { rootRuns } from '../../support/testing/as-root.ts';
import { lineSeen } from './harness/jobs.ts';
import { gone, processesWith } from './harness/processes.ts';
import { SshWorld } from './harness/ssh-world.ts';
import { toldOf } from './harness/told.ts';

if (rootRuns('a step on a node over SSH')) {
  describe('a step on a node over SSH', () => {
    let here: SshWorld;
    let count = 0;
    before(async () => {
      here = await SshWorld.open();
    });
    after(() => here[Symbol.asyncDispose]());

    /** Starts a step whose child processes are `sleep` commands that contain the mark. */
    const begun = async (attributes = here.node()) => {
      count += 1;
      const mark = `600.${Date.now()}${count}`;
      await here.nodes({ one: attributes });
      const tree = `sleep ${mark} & sh -c "sleep ${mark} & wait" & echo begun; wait`;
      const execution = await here.begin({ name: 'tree', steps: [{ exec: tree }] });
      await lineSeen(here.client, execution, 'begun');
      return { mark, execution };
    };

    it('is cancelled together with its whole process tree on the node', async () => {
      const { mark, execution } = await begun();
      await here.client.abortExecution({ params: { execution } });
      const { status } = await toldOf(here.client, execution);
      // The node has confirmed the end, so no process may remain.
      assert.deepEqual(await processesWith('sleep', mark), []);
      assert.equal(status, 'aborted');
    });

    it('is cancelled together with its process tree at its time limit', async () => {
      const mark = `600.${Date.now()}`;
      const { status } = await here.runOn(here.node(), [{ exec: `sleep ${mark}` }], { timeout: '1s' });
      assert.equal(status, 'timedout');
      await gone('sleep', mark);
    });

    it('reports a lost connection, and leaves no process running', async () => {
      const proxy = await here.site.cutProxy(here.server);
      const { mark, execution } = await begun(here.node({ hostname: `127.0.0.1:${proxy.port}` }));
      proxy.cut();
      const { status, reason, lines } = await toldOf(here.client, execution);
      assert.equal(status, 'failed');
      assert.match(reason?.message ?? '', /connection to 127\.0\.0\.1:\d+ was lost/);
      assert.deepEqual(lines, ['begun']);
      await gone('sleep', mark);
      // The next step connects again.
      const again = await here.run({ name: 'again', steps: [{ exec: 'echo again' }] });
      assert.deepEqual([again.status, again.lines], ['succeeded', ['again']]);
    });

    it('continues after its runner is killed, and can be cancelled through the next runner process', async () => {
      const { mark, execution } = await begun();
      await here.runner.program.end('SIGKILL');
      here.runner.again();
      await here.world.healthy(here.coordinator, 'edge');
      assert.notDeepEqual(await processesWith('sleep', mark), []);
      await here.client.abortExecution({ params: { execution } });
      assert.equal((await toldOf(here.client, execution)).status, 'aborted');
      assert.deepEqual(await processesWith('sleep', mark), []);
    });
  });
}
