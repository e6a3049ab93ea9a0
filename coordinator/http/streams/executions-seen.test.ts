import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { startTestCoordinator, type TestCoordinator } from '../../hosting/testing/test-coordinator.ts';

type Streamed = { readonly id: string; readonly event: ExecutionEvent };

const bytesOf = (events: readonly Streamed[]) =>
  Buffer.concat(
    events.flatMap(({ event }) => (event.type === 'output' ? Buffer.from(event.bytes, 'base64') : [])),
  ).toString();

describe('the API of an execution', () => {
  let coordinator: TestCoordinator;
  let number = 0;
  before(async () => {
    coordinator = await startTestCoordinator({ localRunner: { kind: 'same-user' } });
    await coordinator.client.createProject({ body: { name: 'ops' } });
  });
  after(() => coordinator.stop());

  const run = async (...commands: string[]) => {
    number += 1;
    const job = { name: `job-${number}`, sequence: { commands: commands.map((exec) => ({ exec })) } };
    const { succeeded } = await coordinator.client.importJobs({
      params: { project: 'ops' },
      body: { text: JSON.stringify(job), mediaType: 'application/json' },
    });
    const { id } = await coordinator.client.runJob({ params: { job: succeeded[0]?.id ?? '' } });
    return id;
  };
  const stream = async (execution: number, from?: string) => {
    const events: Streamed[] = [];
    const query = from === undefined ? {} : { from };
    for await (const event of coordinator.client.executionStream({ params: { execution }, query }))
      events.push(event);
    return events;
  };
  const raw = async (
    execution: number,
    query: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) => {
    const parameters = new URLSearchParams(query).toString();
    return coordinator.call('GET', `/outrunner/v1/executions/${execution}/output/raw?${parameters}`, {
      headers,
    });
  };

  it('streams the start, output and end of each step, then the end of the execution, in that order', async () => {
    const execution = await run('echo one; echo two >&2', 'printf three');
    const events = await stream(execution);
    const order = events.map(({ event }) => event.type).filter((type) => type !== 'waiting');
    assert.deepEqual(
      order.filter((type, index) => type !== order[index - 1]),
      [
        'ready',
        'step-started',
        'output',
        'step-ended',
        'step-started',
        'output',
        'step-ended',
        'execution-ended',
      ],
    );
    assert.match(bytesOf(events), /^(one\ntwo|two\none)\nthree$/);
    const outputs = events.flatMap(({ event }) => (event.type === 'output' ? event : []));
    for (const { operation, offset } of outputs) {
      const before = outputs.filter((other) => other.operation === operation && other.offset < offset);
      const bytes = before.map((other) => Buffer.byteLength(other.bytes, 'base64'));
      assert.equal(
        offset,
        bytes.reduce((sum, length) => sum + length, 0),
        'offsets count the bytes of an operation, whatever the stream',
      );
    }
    const last = events.at(-1)?.event;
    assert.ok(last?.type === 'execution-ended' && last.status === 'succeeded' && last.exitCode === 0);
  });

  it('replays the same events from the start, and the remaining events after any token', async () => {
    const execution = await run('for i in 1 2 3 4 5; do echo $i; done', 'exit 3');
    const whole = await stream(execution);
    const eventsOf = (streamed: readonly Streamed[]) => streamed.map(({ event }) => event);
    assert.deepEqual(eventsOf(await stream(execution, 'start')), eventsOf(whole));
    for (const [index, { id }] of whole.entries()) {
      const rest = (await stream(execution, id)).slice(1);
      assert.deepEqual(eventsOf(rest), eventsOf(whole.slice(Math.min(index + 1, whole.length - 1))));
    }
    const last = whole.at(-1)?.event;
    assert.ok(last?.type === 'execution-ended' && last.status === 'failed' && last.exitCode === 3);
  });

  it('sends reset and starts over if a token cannot be used', async () => {
    const execution = await run('echo x');
    await stream(execution);
    // The first token is malformed. The others contain higher numbers than the store, as after a restore from a backup.
    for (const token of ['odd', '999999999.0', '1.9999999999999']) {
      const types = (await stream(execution, token)).map(({ event }) => event.type);
      assert.deepEqual(types.slice(0, 2), ['reset', 'ready'], token);
      assert.ok(types.includes('output'), token);
      assert.equal(types.at(-1), 'execution-ended');
    }
  });

  it('returns its output in lines and pages, with and without engine lines, and as text', async () => {
    const execution = await run('printf "a\\r\\nb\\rc\\n\\377d"; echo e >&2');
    await stream(execution);
    const { client } = coordinator;
    const whole = await client.getExecutionOutput({ params: { execution } });
    assert.ok(whole.completed && whole.execCompleted && !whole.hasFailedNodes);
    const logs = whole.entries.map(({ log, level, stepctx }) => `${stepctx} ${level} ${log}`);
    assert.deepEqual(logs.toSorted(), ['1 ERROR e', '1 NORMAL a', '1 NORMAL b\rc', '1 NORMAL \u{fffd}d']);
    let offset = '0';
    const paged: string[] = [];
    for (;;) {
      const page = await client.getExecutionOutput({ params: { execution }, query: { offset, maxlines: 1 } });
      paged.push(...page.entries.map(({ log }) => log));
      offset = page.offset;
      assert.match(offset, /^\d{1,19}$/);
      if (page.completed) break;
    }
    assert.deepEqual(
      paged,
      whole.entries.map(({ log }) => log),
    );
    const after = await client.getExecutionOutput({ params: { execution }, query: { offset } });
    assert.deepEqual([after.offset, after.entries, after.completed], [offset, [], true]);
    const engine = await client.getExecutionOutput({ params: { execution }, query: { engine: 'true' } });
    assert.equal(engine.entries.filter(({ metadata }) => metadata?.stream !== 'engine').length, 4);
    assert.match(engine.entries.at(-1)?.log ?? '', /succeeded/);
    for (const [most, total] of [
      [1, engine.entries.length],
      [3, engine.entries.length],
    ] as const) {
      const together: string[] = [];
      let from = '0';
      while (together.length < total) {
        const query = { engine: 'true', maxlines: most, offset: from } as const;
        const page = await client.getExecutionOutput({ params: { execution }, query });
        assert.ok(page.entries.length > 0 && page.entries.length <= most);
        together.push(...page.entries.map(({ log }) => log));
        from = page.offset;
        assert.equal(page.completed, together.length === total);
      }
      assert.deepEqual(
        together,
        engine.entries.map(({ log }) => log),
      );
    }
    const last = await client.getExecutionOutput({ params: { execution }, query: { lastlines: 1 } });
    assert.equal(last.entries.length, 1);
    // Rundeck's clients send these: rd sends `compacted` and `lastmod`, and the Jenkins plugin also a limit of -1.
    for (const unlimited of ['maxlines=-1&lastmod=0', 'maxlines=0', 'maxlines=1000000', 'lastlines=0'])
      assert.deepEqual(
        await (await coordinator.call('GET', `/api/53/execution/${execution}/output?${unlimited}`)).json(),
        JSON.parse(JSON.stringify(whole)),
      );
    const text = await coordinator.call('GET', `/api/53/execution/${execution}/output?format=text`);
    assert.match(text.headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(await text.text(), whole.entries.map(({ log }) => `${log}\n`).join(''));
  });

  it('returns the ends of a failed step and of its execution at the level ERROR', async () => {
    const execution = await run('echo fine', 'exit 3');
    await stream(execution);
    const { entries } = await coordinator.client.getExecutionOutput({
      params: { execution },
      query: { engine: 'true' },
    });
    const errors = entries.filter(({ level }) => level === 'ERROR');
    assert.deepEqual(
      errors.map(({ stepctx }) => stepctx),
      ['2', ''],
      JSON.stringify(entries.map(({ level, log }) => `${level} ${log}`)),
    );
  });

  it('returns the exact bytes: whole, by range or by stream, and refuses ambiguous requests', async () => {
    const execution = await run('printf "0123456789\\377"');
    await stream(execution);
    const whole = await raw(execution);
    assert.equal(whole.headers.get('content-length'), '11');
    assert.deepEqual(Buffer.from(await whole.arrayBuffer()), Buffer.from('0123456789\xff', 'latin1'));
    const part = await raw(execution, {}, { range: 'bytes=2-4' });
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, 'bytes 2-4/11']);
    assert.equal(await part.text(), '234');
    assert.equal((await raw(execution, {}, { range: 'bytes=11-' })).status, 416);
    assert.equal(await (await raw(execution, { step: '1', stream: 'stderr' })).text(), '');
    assert.equal((await raw(execution, { step: '2' })).status, 404);
    const two = await run('echo a', 'echo b');
    await stream(two);
    const ambiguous = await raw(two);
    assert.equal(ambiguous.status, 400);
    assert.match(await ambiguous.text(), /there are 2: 1, 2.*step/);
    assert.equal(await (await raw(two, { step: '2' })).text(), 'b\n');
  });

  it('follows the bytes as they arrive, until the step ends', async () => {
    const gate = join(coordinator.dataDir, 'gate');
    const execution = await run(`echo first; while [ ! -e ${gate} ]; do sleep 0.02; done; echo last`);
    const followed = await raw(execution, { follow: 'true' });
    const reader = followed.body?.getReader();
    let text = '';
    for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
      text += Buffer.from(chunk.value).toString();
      if (text === 'first\n') await writeFile(gate, '');
    }
    assert.equal(text, 'first\nlast\n');
  });

  it('stops the execution on request, and refuses to delete its project before it has ended', async () => {
    const execution = await run('sleep 600');
    const { client } = coordinator;
    for await (const { event } of client.executionStream({ params: { execution } })) {
      if (event.type !== 'step-started') continue;
      await assert.rejects(client.deleteProject({ params: { project: 'ops' } }), (error: unknown) => {
        return (
          isOutrunnerError(error) &&
          error.code === 'in-use' &&
          error.message.includes(`execution ${execution}`)
        );
      });
      const { abort } = await client.abortExecution({ params: { execution } });
      assert.ok(['pending', 'aborted'].includes(abort.status));
    }
    const ended = await client.getExecution({ params: { execution } });
    assert.deepEqual([ended.status, ended.abortedby], ['aborted', 'admin']);
    const again = await client.abortExecution({ params: { execution } });
    assert.equal(again.abort.status, 'failed');
    const { executions, paging } = await client.listExecutions({ query: { status: 'aborted' } });
    assert.deepEqual([executions.map(({ id }) => id), paging.total], [[execution], 1]);
  });

  it('delivers everything to one subscriber while another one does not read', async () => {
    const execution = await run('head -c 20000000 /dev/zero');
    const { hostname, port } = new URL(coordinator.url);
    const slow = connect(Number(port), hostname);
    await once(slow, 'connect');
    slow.pause();
    const path = `/outrunner/v1/executions/${execution}/stream`;
    slow.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Rundeck-Auth-Token: ${coordinator.token}\r\n\r\n`,
    );
    assert.equal(bytesOf(await stream(execution)).length, 20_000_000);
    slow.destroy();
  });
});
