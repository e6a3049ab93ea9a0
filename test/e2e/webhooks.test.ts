import assert from 'node:assert/strict';
import { runAsClient } from '../../cli/testing/run-collected.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import { WebhookRun } from '../../protocol/routes/shapes/webhook-shapes.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, importJob, linesOf } from './harness/jobs.ts';
import { World } from './harness/world.ts';

const webhook = ({ url, token }: Coordinator, ...args: string[]) =>
  runAsClient({ url, token }, ['webhook', ...args], { OUTRUNNER_PROJECT: 'demo' });

describe('a webhook', () => {
  it('created on the command line runs its job on a runner, with values of the payload, even after kill -9', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo' });
    await importJob(coordinator.client, {
      name: 'greet',
      tags: ['db'],
      steps: [{ exec: 'echo hello ${option.who} on $OUTRUNNER_RUNNER as $RD_JOB_USERNAME' }],
      more: { options: [{ name: 'who', value: 'nobody' }] },
    });
    const args = ['greeting', '--job', 'greet', '--args', '-who ${data.sender.name}', '--user', 'hooks'];
    const { exit, printed, said } = await webhook(coordinator, 'create', ...args, '--authorization');
    assert.equal(exit, 0, said);
    const [url = '', header = ''] = printed.trim().split('\n');
    const authorization = header.replace(/^Authorization: /, '');
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/api\/\d+\/webhook\/[\w-]{43}#greeting$/);

    const post = (to: string, payload: unknown, headers: Record<string, string> = { authorization }) =>
      fetch(to, {
        method: 'POST',
        body: JSON.stringify(payload),
        headers: { 'content-type': 'application/json', ...headers },
      });
    const linesOfRun = async (answer: Response): Promise<readonly string[]> => {
      const { executionId } = WebhookRun.parse(await answer.json());
      const execution = ExecutionId.parse(Number(executionId));
      const ended = await endOf(coordinator.client, execution);
      assert.deepEqual([ended.status, ended.webhook?.name], ['succeeded', 'greeting']);
      return linesOf(coordinator.client, execution);
    };
    const sender = { name: 'Ada; $(touch /tmp/x) "L"' };
    assert.deepEqual(await linesOfRun(await post(url, { sender })), [
      'hello Ada; $(touch /tmp/x) "L" on east as hooks',
    ]);
    assert.deepEqual(await linesOfRun(await post(url, {})), ['hello nobody on east as hooks']);
    assert.equal((await post(url, {}, {})).status, 401);

    await coordinator.program.end('SIGKILL');
    coordinator = await coordinator.again();
    const path = new URL(url).pathname;
    assert.deepEqual(await linesOfRun(await post(coordinator.url + path, { sender: { name: 'Bo' } })), [
      'hello Bo on east as hooks',
    ]);

    assert.equal((await webhook(coordinator, 'update', 'greeting', '--disable')).exit, 0);
    assert.equal((await post(coordinator.url + path, {})).status, 404);
    assert.match((await webhook(coordinator, 'list')).printed, /^ID +NAME .*\n1 +greeting +hooks +no /);
    assert.match(
      (await webhook(coordinator, 'show', '1')).printed,
      /^1 greeting\nURL: .*\nargString: -who /s,
    );
    const renewed = await webhook(coordinator, 'update', '1', '--enable', '--new-authorization');
    const [, again = ''] = renewed.printed.trim().split('\n');
    assert.equal((await post(coordinator.url + path, {})).status, 401);
    const headers = { authorization: again.replace(/^Authorization: /, '') };
    await linesOfRun(await post(coordinator.url + path, {}, headers));
    await webhook(coordinator, 'update', 'greeting', '--no-authorization', '--args', '-who ${data.who}');
    assert.deepEqual(await linesOfRun(await post(coordinator.url + path, { who: 'Cy' }, {})), [
      'hello Cy on east as hooks',
    ]);
    assert.equal((await webhook(coordinator, 'delete', 'greeting')).exit, 0);
    assert.equal((await post(coordinator.url + path, {}, {})).status, 404);
    assert.equal((await webhook(coordinator, 'show', 'greeting')).exit, 3);
  });
});
