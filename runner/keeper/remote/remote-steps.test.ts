import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerChannel } from 'ssh2';
import type { RemoteStep } from '../../link/remote-step.ts';
import { type Stubbornness, StubbornServer } from '../../ssh/testing/stubborn-server.ts';
import { testKey } from '../../ssh/testing/test-keys.ts';
import { until } from '../../ssh/testing/until.ts';
import { RemoteSteps } from './remote-steps.ts';

const NO_PROGRAMS = { start: () => assert.fail('no program of this host') };

describe('a step on a node whose server does not answer', () => {
  let folder: string;
  let steps: RemoteSteps;
  let server: StubbornServer;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-stubborn-'));
    steps = new RemoteSteps(100);
  });
  afterEach(async () => {
    await server.stop();
    await steps.close();
    rmSync(folder, { recursive: true });
  });

  const begin = async (stubbornness: Stubbornness, different: Partial<RemoteStep> = {}) => {
    server = await StubbornServer.start(stubbornness);
    const step: RemoteStep = {
      node: 'web1',
      target: {
        host: '127.0.0.1',
        port: server.port,
        username: 'anybody',
        jumps: [],
        connectMilliseconds: 20_000,
        keepaliveMilliseconds: 0,
        hostKeys: { path: join(folder, 'known_hosts'), mode: 'accept-new' },
        key: { text: testKey().privateText, where: 'the test' },
      },
      command: 'true',
      prompts: [],
      windows: false,
      timeoutMilliseconds: 0,
      ...different,
    };
    const started = steps.begin(step, {}, NO_PROGRAMS);
    started.allow();
    return started;
  };

  it('ends if it is cancelled before the server has started its command', async () => {
    let asked = 0;
    const onSession: Stubbornness['onSession'] = (session) => {
      session.on('exec', () => {
        asked += 1;
      });
    };
    const { exited, end } = await begin({ onSession });
    await until(() => asked > 0);
    end(0);
    assert.deepEqual(await exited, { code: null, signal: null });
  });

  it('does not run its command if the server accepts the command after the cancel', async () => {
    let answer: (() => ServerChannel) | undefined;
    const onSession: Stubbornness['onSession'] = (session) => {
      session.on('exec', (accept) => {
        answer = accept;
      });
    };
    const { exited, end } = await begin({ onSession });
    await until(() => answer !== undefined);
    end(0);
    const channel = answer?.();
    assert.ok(channel);
    let received = '';
    channel.on('data', (bytes: Buffer) => {
      received += bytes.toString();
    });
    await once(channel, 'close');
    assert.deepEqual([await exited, received], [{ code: null, signal: null }, '']);
  });

  it('ends if it is cancelled while its script is being copied', async () => {
    let opened = false;
    const onSession: Stubbornness['onSession'] = (session) => {
      session.on('sftp', (accept) => {
        const sftp = accept();
        sftp.on('OPEN', () => {
          opened = true;
        });
        sftp.on('REMOVE', () => undefined);
      });
    };
    const script = { path: '/tmp/x.sh', text: 'true\n', mode: 0o700, syncs: false, removal: 'rm /tmp/x.sh' };
    const program = { argv: ['true'], env: {} };
    for (const how of [{ script }, { script, program }]) {
      opened = false;
      const { exited, end } = await begin({ onSession }, how);
      await until(() => opened);
      end(0);
      assert.deepEqual(await exited, { code: null, signal: null });
      await server.stop();
    }
  });

  it('is not retried on a Windows node if the connection is lost before the answer', async () => {
    let asked = 0;
    const onSession: Stubbornness['onSession'] = (session) => {
      session.on('exec', () => {
        asked += 1;
        server.breakConnections();
      });
    };
    const { exited } = await begin({ onSession }, { windows: true });
    assert.equal((await exited).failure?.reason, 'ConnectionFailure');
    assert.equal(asked, 1);
  });
});
