import assert from 'node:assert/strict';
import { ProjectName } from '../../protocol/ids.ts';
import { SshScene } from '../../runner/ssh/testing/scene.ts';
import { WorkflowWorld } from './harness/workflow-world.ts';

const PROJECT = ProjectName.parse('demo');
const KEY = 'keys/project/demo/node';

describe('steps on nodes over SSH', () => {
  let at: WorkflowWorld;
  let node: SshScene;
  before(async () => {
    [at, node] = await Promise.all([WorkflowWorld.open(), SshScene.open()]);
    const address = `hostname: "127.0.0.1:${node.server.port}", username: ${node.credentials.username}`;
    const text = [
      `web: {tags: web, ${address}, ssh-key-storage-path: "keys/project/\${job.project}/node"}`,
      `lost: {${address}, ssh-key-storage-path: keys/absent}`,
    ].join('\n');
    await at.client.setSourceNodes({
      params: { project: PROJECT, index: 1 },
      body: { text, mediaType: 'application/yaml' },
    });
    await at.client.createKey({
      params: { path: KEY.replace(/^keys\//, '') },
      body: { text: node.key.privateText, mediaType: 'application/octet-stream' },
    });
  });
  after(async () => {
    await at?.[Symbol.asyncDispose]();
    await node?.close();
  });

  const run = (steps: object[], filter: string) =>
    at.run({ name: 'on-nodes', steps: [], more: { nodefilters: { filter }, sequence: { commands: steps } } });

  it('run commands and scripts with a key from key storage that does not appear in output', async () => {
    const show = { script: `#!/bin/bash\ncat <<'E'\n${node.key.privateText}\nE\n` };
    const { told, status } = await run(
      [{ exec: 'echo "$USER on $RD_NODE_NAME"' }, { script: 'echo "$1 @node.name@"', args: "'a  b'" }, show],
      'web',
    );
    assert.equal(status, 'succeeded');
    assert.deepEqual(told.slice(0, 2), [`1 web: ${node.credentials.username} on web`, '2 web: a  b web']);
    assert.doesNotMatch(told.join('\n'), /[A-Za-z0-9+/]{60}/);
  });

  it('fail with a reason that an error handler can use', async () => {
    const handler = {
      exec: 'echo never',
      errorhandler: { jobref: { name: 'told', group: '', nodeStep: 'true', args: '-why ${result.reason}' } },
    };
    await at.import({
      name: 'told',
      steps: [{ exec: 'echo "because of ${option.why}"' }],
      more: { options: [{ name: 'why' }] },
    });
    const { lines, reason } = await run([handler], 'lost');
    assert.deepEqual(lines, ['because of ConfigurationFailure']);
    assert.match(reason?.message ?? '', /keys\/absent.*node lost/);
  });
});
