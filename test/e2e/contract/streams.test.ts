import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { Coordinator } from '../harness/coordinator.ts';
import { endOf, runJob } from '../harness/jobs.ts';
import { type Fields, refused } from '../harness/shape.ts';
import { World } from '../harness/world.ts';

interface Told {
  readonly id: string;
  readonly data: Fields;
}

/** Yields the server-sent events and comments of a response. */
async function* told(answer: Response): AsyncGenerator<Told | 'comment', void, undefined> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      if (block.startsWith(':')) {
        yield 'comment';
        continue;
      }
      const [, id = '', data = ''] = /^id: (\S+)\ndata: (.*)$/.exec(block) ?? [];
      yield { id, data: JSON.parse(data) };
    }
  }
}

describe('the contract, streams', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
  });
  after(() => world[Symbol.asyncDispose]());

  const open = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${coordinator.url}/outrunner/v1${path}`, {
      headers: { 'X-Rundeck-Auth-Token': coordinator.token, ...headers },
    });
    if (answer.status === 200) {
      assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/);
      assert.equal(answer.headers.get('x-accel-buffering'), 'no');
    }
    return answer;
  };
  const whole = async (path: string, headers?: Record<string, string>): Promise<Told[]> => {
    const events: Told[] = [];
    for await (const event of told(await open(path, headers))) if (event !== 'comment') events.push(event);
    return events;
  };
  const bytesOf = (events: readonly Told[]) =>
    Buffer.concat(
      events
        .filter(({ data }) => data['type'] === 'output')
        .map(({ data }) => Buffer.from(String(data['bytes']), 'base64')),
    ).toString('latin1');

  it('send the bytes of a running execution in base64, a comment while there is no output, and the end of the execution', async () => {
    const gate = world.path('gate');
    const id = await runJob(coordinator.client, {
      name: 'streamed',
      steps: [`printf 'a\\377'; while [ ! -e ${gate} ]; do sleep 0.1; done; printf z`],
    });
    const events: Told[] = [];
    for await (const event of told(await open(`/executions/${id}/stream?from=start`))) {
      if (event === 'comment') await writeFile(gate, '');
      else events.push(event);
    }
    assert.equal(bytesOf(events), 'a\xffz');
    assert.equal(events.at(-1)?.data['type'], 'execution-ended');
    assert.ok(!JSON.stringify(events).includes('reset'));
  });

  it('resume an execution after a token or Last-Event-ID, and restart with a reset if the token is unknown', async () => {
    const id = await runJob(coordinator.client, { name: 'resumed', steps: ['echo 1; echo 2', 'echo 3'] });
    await endOf(coordinator.client, id);
    const path = `/executions/${id}/stream`;
    const all = await whole(path);
    const [, , third] = all;
    assert.ok(third !== undefined);
    const rest = all.slice(3).map(({ data }) => data);
    const resumed = await whole(`${path}?from=${encodeURIComponent(third.id)}`);
    assert.deepEqual(
      resumed.map(({ data }) => data).filter(({ type }) => type !== 'ready'),
      rest,
    );
    // Only the data is compared: a token also contains output that was not durable when the event was sent.
    const byHeader = await whole(path, { 'Last-Event-ID': third.id });
    assert.deepEqual(
      byHeader.map(({ data }) => data),
      resumed.map(({ data }) => data),
    );
    const anew = await whole(`${path}?from=nonsense`);
    assert.equal(anew[0]?.data['type'], 'reset');
    assert.equal(bytesOf(anew), bytesOf(all));
    const absent = await open('/executions/9999/stream');
    refused({ status: absent.status, body: await absent.json() }, 404);
  });

  it('report changes by other callers, resume, and send reset if a token is unusable', async () => {
    const until = async (answer: Response, type: string) => {
      const seen: Told[] = [];
      for await (const event of told(answer)) {
        if (event === 'comment') continue;
        seen.push(event);
        if (event.data['type'] === type) break;
      }
      return seen;
    };
    const listening = await open('/events');
    await coordinator.call('POST', '/api/53/projects', { name: 'told' });
    const first = await until(listening, 'project-changed');
    assert.ok(!first.some(({ data }) => data['type'] === 'reset'));
    await coordinator.call('DELETE', '/api/53/project/told');
    const from = first.at(-1)?.id ?? '';
    const missed = await until(await open(`/events?from=${encodeURIComponent(from)}`), 'project-deleted');
    assert.ok(!missed.some(({ data }) => data['type'] === 'reset'));
    const [reset] = await until(await open('/events?from=nonsense'), 'reset');
    assert.equal(reset?.data['type'], 'reset');
  });
});
