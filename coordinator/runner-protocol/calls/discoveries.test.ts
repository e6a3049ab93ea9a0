import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ProjectName, type RunnerId } from '../../../protocol/ids.ts';
import {
  DISCOVERY_CONTENT_TYPE,
  DiscoveryAnswer,
  type DiscoveryOutcome,
} from '../../../protocol/runner/discover.ts';
import { RUNNER_PATHS } from '../../../protocol/runner/headers.ts';
import { eventually } from '../../dispatch/testing/eventually.ts';
import { queued } from '../../dispatch/testing/queued.ts';
import { startTestCoordinator, type TestCoordinator } from '../testing/test-coordinator.ts';
import { connect, type TestRunner } from '../testing/test-runner.ts';

const SOURCE = { type: 'file', file: '/etc/nodes.yaml', requireFileExists: true } as const;
const NODES: DiscoveryOutcome = {
  kind: 'nodes',
  nodes: [{ name: 'db1', tags: ['db'], attributes: { hostname: 'db1' } }],
  digest: 'd1',
};

const lengthOf = (body: Buffer) => ({ 'content-length': String(body.byteLength) });

describe('discovery of nodes', () => {
  let coordinator: TestCoordinator;
  let runnerId: RunnerId;
  const runners: TestRunner[] = [];
  const stop = new AbortController();

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runnerId = await coordinator.createRunner('db');
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) runner.close();
    await coordinator.close();
  });

  const start = async () => {
    const runner = await connect(coordinator, runnerId);
    runners.push(runner);
    return runner;
  };
  const ask = (known?: string, maxBytes = 1000) =>
    coordinator.dispatch.discoveries.ask({
      project: ProjectName.parse('ops'),
      selector: { mode: 'TAGS', type: 'TAG_FILTER_AND', tags: ['db'] },
      source: SOURCE,
      maxBytes,
      seconds: 10,
      fetchAllowed: [],
      known,
      signal: stop.signal,
    });
  const polls = (runner: TestRunner): Promise<void> =>
    eventually(() => coordinator.dispatch.registry.replica(runner.replicaId)?.polling === true);
  const asked = ({ messages }: Awaited<ReturnType<TestRunner['poll']>>): string => {
    const message = messages.at(-1)?.message;
    assert.ok(message?.type === 'discover');
    return message.discoveryId;
  };
  const tell = async (runner: TestRunner, discoveryId: string, outcome: DiscoveryOutcome) => {
    const response = await fetch(coordinator.url + RUNNER_PATHS.discoveries, {
      method: 'POST',
      headers: { ...runner.headers(), 'content-type': DISCOVERY_CONTENT_TYPE },
      body: gzipSync(JSON.stringify({ discoveryId, outcome })),
    });
    return DiscoveryAnswer.parse(await response.json()).awaited;
  };
  const code =
    (expected: string, pattern = /./) =>
    (error: unknown) =>
      isOutrunnerError(error) && error.code === expected && pattern.test(error.message);

  it('sends a request to a replica through its poll, and accepts one answer', async () => {
    const runner = await start();
    const poll = runner.poll();
    await polls(runner);
    const found = ask('d0');
    const { messages } = await poll;
    const discoveryId = asked({ messages });
    assert.deepEqual(messages[0]?.message, {
      type: 'discover',
      discoveryId,
      source: SOURCE,
      maxBytes: 1000,
      seconds: 10,
      fetchAllowed: [],
      known: 'd0',
    });
    assert.equal(await tell(runner, discoveryId, NODES), true);
    assert.deepEqual(await found, { ...NODES, by: 'db' });
    assert.equal(await tell(runner, discoveryId, NODES), false, 'a lost answer is repeated without harm');
  });

  it('does not resend a request that was answered, even if the replica acknowledges no message', async () => {
    const runner = await start();
    const poll = runner.poll();
    await polls(runner);
    const found = ask();
    await tell(runner, asked(await poll), NODES);
    await found;
    coordinator.operations.dispatch(queued(1));
    const { messages } = await runner.poll({ acknowledged: 0 });
    assert.deepEqual(
      messages.map(({ message }) => message.type),
      ['assign'],
    );
  });

  it('asks another replica if one fails, and accepts only the answer of the replica that was asked', async () => {
    const [first, second] = [await start(), await start()];
    const openPolls = [first.poll(), second.poll()].map((poll) => poll.then((answer) => ({ answer })));
    await Promise.all([polls(first), polls(second)]);
    const found = ask();
    const winner = await Promise.race(
      openPolls.map((poll, index) => poll.then(({ answer }) => ({ answer, index }))),
    );
    const [one, other] = winner.index === 0 ? [first, second] : [second, first];
    assert.ok(other);
    await tell(one, asked(winner.answer), { kind: 'failed', problem: 'no such file' });
    const next = await openPolls[1 - winner.index];
    assert.ok(next);
    assert.equal(await tell(one, asked(next.answer), NODES), false, 'only who was asked answers');
    await tell(other, asked(next.answer), NODES);
    assert.equal((await found).kind, 'nodes');
  });

  it('reports the problem if the only replica fails', async () => {
    const runner = await start();
    const poll = runner.poll();
    await polls(runner);
    const refused = assert.rejects(ask(), code('discovery-failed', /Runner db .*no such file/));
    await tell(runner, asked(await poll), { kind: 'failed', problem: 'no such file' });
    await refused;
  });

  it('does not accept "unchanged" if the request contained no previous digest', async () => {
    const runner = await start();
    const poll = runner.poll();
    await polls(runner);
    const refused = assert.rejects(ask(), code('discovery-failed', /no previous state/));
    await tell(runner, asked(await poll), { kind: 'unchanged' });
    await refused;
  });

  it('fails when the session of the replica ends', async () => {
    const runner = await start();
    const poll = runner.poll();
    await polls(runner);
    const refused = assert.rejects(ask(), code('discovery-failed', /has disconnected/));
    asked(await poll);
    await runner.sync();
    await refused;
  });

  it('fails with the reason if no replica is connected or runners are switched off', async () => {
    await assert.rejects(ask(), code('discovery-unavailable', /no replica of runner db is connected/));
    const runner = await start();
    const poll = runner.poll().catch(() => undefined);
    await polls(runner);
    await coordinator.set((settings) => ({ ...settings, runners: { enabled: false } }));
    await assert.rejects(ask(), code('discovery-unavailable', /switched off/));
    await poll;
  });

  it('parses many nodes without blocking the main thread, and refuses more bytes than the request allows', async () => {
    const runner = await start();
    const poll = runner.poll();
    await polls(runner);
    const limit = 4 * 1024 * 1024;
    const found = ask(undefined, limit);
    const discoveryId = asked(await poll);
    const nodes = Array.from({ length: 20_000 }, (_, index) => ({
      name: `node-${index}`,
      tags: ['db'],
      attributes: { hostname: `10.0.0.${index}` },
    }));
    const tooMany = nodes.map((node) => ({ ...node, attributes: { note: 'x'.repeat(300) } }));
    const outcome = (of: typeof tooMany | typeof nodes): DiscoveryOutcome => ({
      kind: 'nodes',
      nodes: of,
      digest: 'd',
    });
    await assert.rejects(tell(runner, discoveryId, outcome(tooMany)));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    assert.equal(await tell(runner, discoveryId, outcome(nodes)), true);
    clearInterval(timer);
    assert.ok(turns > 0);
    assert.deepEqual(await found, { ...outcome(nodes), by: 'db' });
  });

  it('accepts an answer after the connections of two earlier attempts broke', async () => {
    const runner = await start();
    const poll = runner.poll();
    await polls(runner);
    const found = ask();
    const discoveryId = asked(await poll);
    const body = gzipSync(JSON.stringify({ discoveryId, outcome: NODES }));
    const headers = { ...runner.headers(), 'content-type': DISCOVERY_CONTENT_TYPE };
    const attempts = [0, 1].map(() => {
      const { request } = runner.http.open(RUNNER_PATHS.discoveries, { ...headers, ...lengthOf(body) });
      request.write(body.subarray(0, 8));
      return request;
    });
    await eventually(() => coordinator.openRequests(RUNNER_PATHS.discoveries) === 2);
    for (const request of attempts.toReversed()) {
      const before = coordinator.openRequests(RUNNER_PATHS.discoveries);
      request.destroy();
      await eventually(() => coordinator.openRequests(RUNNER_PATHS.discoveries) < before);
    }
    assert.equal(await tell(runner, discoveryId, NODES), true);
    assert.equal((await found).kind, 'nodes');
  });

  it('refuses an answer that is malformed or unpacks to more than allowed, and does not unpack unrequested answers', async () => {
    const runner = await start();
    const send = async (body: Buffer) => {
      const headers = { ...runner.headers(), 'content-type': DISCOVERY_CONTENT_TYPE };
      const response = await fetch(coordinator.url + RUNNER_PATHS.discoveries, {
        method: 'POST',
        headers,
        body,
      });
      return response.status;
    };
    const large = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    assert.equal(await send(large), 200);
    const poll = runner.poll();
    await polls(runner);
    const given = ask();
    const discoveryId = asked(await poll);
    assert.equal(await send(large), 413);
    assert.equal(await send(Buffer.from('{}')), 400);
    assert.equal(await send(gzipSync('{}')), 400);
    await tell(runner, discoveryId, NODES);
    await given;
  });
});
