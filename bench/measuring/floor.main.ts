/**
 * `floor.main.ts run` or `floor.main.ts spawns`: measures a floor, and prints its samples as JSON. It runs in a process
 * of its own, because a spawn takes longer the more memory the spawning process has.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callsPerSecond } from './calls-per-second.ts';

const ROUNDS = 100;
const SPAWNS = 600;
const SPAWN_ROUNDS = 3;

/**
 * Returns the time that this machine needs for the basic operations of one run, in ms: two HTTP round trips over a
 * kept-alive connection, two durable appends in sequence, and a shell from its spawn to its first byte.
 */
async function oneRun(): Promise<readonly number[]> {
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

/** Spawns shells, several at a time. Returns the shells per second of each round. */
async function spawns(): Promise<readonly number[]> {
  const rates: number[] = [];
  for (let round = 0; round < SPAWN_ROUNDS; round += 1) rates.push(await callsPerSecond(SPAWNS, bareSpawn));
  return rates;
}

async function bareSpawn(): Promise<void> {
  await once(spawn('/bin/sh', ['-c', 'true'], { stdio: 'ignore' }), 'exit');
}

process.stdout.write(JSON.stringify(await (process.argv[2] === 'run' ? oneRun() : spawns())));
