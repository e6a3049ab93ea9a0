import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = 100;

/**
 * Returns the time that this machine needs for the basic operations of one run, in ms: two HTTP round trips over a
 * kept-alive connection, two durable appends in sequence, and a shell from its spawn to its first byte.
 */
export async function floorOfOneRun(): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'outrunner-floor-'));
  const server = createServer((_, answer) => answer.end('{}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  const agent = new Agent({ keepAlive: true });
  const file = await open(join(folder, 'journal'), 'a');
  try {
    const samples: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const begin = performance.now();
      await roundTrip(port, agent);
      await durable(file);
      await roundTrip(port, agent);
      await durable(file);
      await firstByte();
      samples.push(performance.now() - begin);
    }
    return samples;
  } finally {
    await file.close();
    agent.destroy();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function roundTrip(port: number, agent: Agent): Promise<void> {
  const asked = request({ host: '127.0.0.1', port, agent }).end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  await once(answer, 'end');
}

async function durable(file: Awaited<ReturnType<typeof open>>): Promise<void> {
  await file.write('{"event":"something happened"}\n');
  await file.datasync();
}

async function firstByte(): Promise<void> {
  const child = spawn('/bin/sh', ['-c', 'echo x'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  child.stdout.resume();
}
