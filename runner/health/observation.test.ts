import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until } from '../ssh/testing/until.ts';
import { Scene } from '../testing/scene.ts';
import type { VitalSigns } from './vitals.ts';

/** A program that receives datagrams as systemd does, and prints each as one line. */
const LISTENER = `
import os, socket, sys
listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listening.bind(sys.argv[1])
print("listening", flush=True)
while True:
    print(listening.recv(4096).decode().strip().replace("\\n", " "), flush=True)
`;

describe('a running replica', () => {
  let scene: Scene;
  let listener: ChildProcess | undefined;
  let heard = '';

  beforeEach(async () => {
    heard = '';
    scene = await Scene.open();
  });

  afterEach(async () => {
    listener?.kill('SIGKILL');
    listener = undefined;
    await scene.close();
  });

  const signs = (): VitalSigns | undefined => {
    const path = join(scene.dataDir, 'health.json');
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  };

  /** Starts the listener, and returns the environment that systemd would set. */
  async function service(): Promise<NodeJS.ProcessEnv> {
    const socket = join(scene.dataDir, 'notify');
    listener = spawn('python3', ['-c', LISTENER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    listener.stdout?.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
    });
    await until(() => heard.includes('listening'));
    return {
      OUTRUNNER_ENROLLMENT_TOKEN: scene.coordinator.calls.enrollmentToken,
      NOTIFY_SOCKET: socket,
      WATCHDOG_USEC: '500000',
    };
  }

  it('writes its health to a file when its state changes', async () => {
    const runner = scene.start();
    await until(() => signs()?.state === 'connected' && signs()?.working === true);
    assert.partialDeepStrictEqual(signs(), {
      runner: 'edge',
      pid: runner.pid,
      maxRunning: 50,
      server: scene.coordinator.url,
      load: { running: 0, queued: 0, undelivered: 0 },
      keeper: { spoolBytes: 0, spoolLimit: 1024 ** 3 },
    });
    assert.ok((signs()?.keeper?.memoryBytes ?? 0) > 1024 ** 2);
    await scene.coordinator.close();
    await until(() => signs()?.state === 'disconnected' && signs()?.problem !== undefined);
    runner.child.kill('SIGTERM');
    await runner.exited;
    assert.equal(signs()?.state, 'ended');
  });

  it('notifies systemd of its readiness, its status and its stop', async () => {
    const runner = scene.start({}, await service());
    await until(() => /^READY=1 STATUS=.*$/m.test(heard));
    await until(() => /STATUS=connected to http:.*, 0 of 50 operations running$/m.test(heard));
    runner.child.kill('SIGTERM');
    await runner.exited;
    await until(() => /^STOPPING=1/m.test(heard));
  });

  it('notifies the watchdog only while its keeper answers', async () => {
    const runner = scene.start({ healthInterval: '1s' }, await service());
    await until(() => heard.split('WATCHDOG=1').length > 3);
    const keeper = signs()?.keeper?.pid ?? 0;
    process.kill(keeper, 'SIGSTOP');
    try {
      await until(() => signs()?.working === false);
      const { writtenAt } = signs() ?? {};
      const before = heard.split('WATCHDOG=1').length;
      await until(() => signs()?.writtenAt !== writtenAt);
      assert.equal(heard.split('WATCHDOG=1').length, before);
    } finally {
      process.kill(keeper, 'SIGCONT');
    }
    await runner.kill();
  });

  it('serves metrics on a loopback address if one is configured', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    probe.close();
    scene.start({ metrics: `127.0.0.1:${port}`, maxRunning: 4, healthInterval: '1s' });
    await scene.polling();
    await scene.coordinator.ended(scene.coordinator.run('echo hello'));
    // Wait until the answer to the result has arrived.
    await until(() => signs()?.load.completed === 1);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.match(metrics, /^runner_operations_running 0$/m);
    assert.match(metrics, /^runner_operations_queued 0$/m);
    assert.match(metrics, /^runner_operations_inflight 0$/m);
    assert.match(metrics, /^runner_operations_pool_capacity 4$/m);
    assert.match(metrics, /^runner_operations_pool_utilization 0$/m);
    assert.match(metrics, /^runner_operations_completed_total 1$/m);
    assert.match(metrics, /^runner_reporter_queue_size_total 0$/m);
    assert.match(metrics, /^runner_operations_queue_wait_time_count 1$/m);
    assert.match(metrics, /^runner_reporter_batch_size_sum 1$/m);
    assert.match(metrics, /^runner_reporter_max_delivery_delay_seconds [\d.]+$/m);
    assert.match(metrics, /^runner_keeper_resident_memory_bytes [1-9]\d{6,}$/m);
    assert.equal((await fetch(`http://127.0.0.1:${port}/metrics?job=edge`)).status, 200);
  });

  it('hides systemd’s variables from steps and their parent process', async () => {
    scene.start({}, await service());
    await scene.polling();
    const operation = scene.coordinator.run(
      '{ env; tr "\\0" "\\n" < /proc/$PPID/environ; } | grep -c NOTIFY_SOCKET',
    );
    await scene.coordinator.ended(operation);
    assert.equal(operation.text, '0\n');
  });
});
