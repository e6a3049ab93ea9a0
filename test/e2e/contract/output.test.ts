import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { Coordinator } from '../harness/coordinator.ts';
import { endOf, lineSeen, linesOf, runJob } from '../harness/jobs.ts';
import { Program } from '../harness/program.ts';
import { type Fields, fields, list, refused, textOf } from '../harness/shape.ts';
import { until } from '../harness/until.ts';
import { World } from '../harness/world.ts';

describe('the contract, output', () => {
  let world: World;
  let coordinator: Coordinator;
  let number = 0;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
  });
  after(() => world[Symbol.asyncDispose]());

  const run = (...steps: string[]) => {
    number += 1;
    return runJob(coordinator.client, { name: `job-${number}`, steps });
  };
  const done = async (...steps: string[]) => {
    const id = await run(...steps);
    await endOf(coordinator.client, id);
    return id;
  };
  const output = (id: ExecutionId, query = '') =>
    coordinator.call('GET', `/api/53/execution/${id}/output${query}`);
  const raw = (id: ExecutionId, query = '', headers: Record<string, string> = {}) =>
    fetch(`${coordinator.url}/outrunner/v1/executions/${id}/output/raw${query}`, {
      headers: { 'X-Rundeck-Auth-Token': coordinator.token, ...headers },
    });

  it('has one entry per line, which ends with LF or CR LF; other CRs are part of the line', async () => {
    const id = await done("printf 'a\\r\\nb\\rc\\n\\n\\r\\r\\nlast'", 'echo err >&2');
    const answer = await output(id);
    const { body } = answer;
    assert.partialDeepStrictEqual(body, {
      id: String(id),
      completed: true,
      execCompleted: true,
      execState: 'succeeded',
      hasFailedNodes: false,
      totalSize: 19,
    });
    const entries = list(answer, 'entries');
    assert.deepEqual(
      entries.map(({ stepctx, level, log }) => [stepctx, level, log]),
      [...['a', 'b\rc', '', '\r', 'last'].map((log) => ['1', 'NORMAL', log]), ['2', 'ERROR', 'err']],
    );
    for (const { time, absolute_time: absolute, node } of entries) {
      assert.match(String(time), /^\d\d:\d\d:\d\d$/);
      assert.ok(!Number.isNaN(Date.parse(String(absolute))) && typeof node === 'string');
    }
    assert.equal((await output(id, '?format=text')).body, 'a\nb\rc\n\n\r\nlast\nerr\n');
  });

  it('continues from an offset, which does not change while there is no new output', async () => {
    const id = await done('seq 1 7');
    const seen: unknown[] = [];
    let offset = '0';
    for (;;) {
      const page = fields(await output(id, `?offset=${offset}&maxlines=3`));
      seen.push(...(page['entries'] as Fields[]).map(({ log }) => log));
      offset = textOf(page, 'offset');
      assert.match(offset, /^[A-Za-z0-9._~-]+$/);
      if (page['completed'] === true) break;
    }
    assert.deepEqual(seen, ['1', '2', '3', '4', '5', '6', '7']);
    const again = fields(await output(id, `?offset=${offset}`));
    assert.deepEqual([again['offset'], again['entries'], again['completed']], [offset, [], true]);
    const last = list(await output(id, '?lastlines=2'), 'entries');
    assert.deepEqual(
      last.map(({ log }) => log),
      ['6', '7'],
    );
    refused(await output(id, '?offset=never-given'), 400);
    const fresh = await run('echo now; sleep 60');
    await lineSeen(coordinator.client, fresh, 'now');
    const open = fields(await output(fresh));
    assert.deepEqual(
      [open['completed'], open['execCompleted'], open['execState']],
      [false, false, 'running'],
    );
    const same = fields(await output(fresh, `?offset=${textOf(open, 'offset')}`));
    assert.deepEqual([same['offset'], same['entries']], [open['offset'], []]);
    await coordinator.call('POST', `/api/53/execution/${fresh}/abort`);
  });

  it('cuts lines over 64 KiB, replaces invalid UTF-8, and includes lines of the engine only on request', async () => {
    const id = await done(
      "head -c 70000 /dev/zero | tr '\\0' x; echo; head -c 65536 /dev/zero | tr '\\0' y; echo; printf 'a\\377z\\n'",
    );
    const [x, y, z] = list(await output(id), 'entries');
    assert.deepEqual([textOf(x ?? {}, 'log').length, textOf(y ?? {}, 'log').length], [65_536, 65_536]);
    assert.equal(fields({ status: 200, body: x?.['metadata'] })['cut'], true);
    assert.ok(!('cut' in fields({ status: 200, body: y?.['metadata'] })));
    assert.equal(z?.['log'], 'a\ufffdz');
    const more = list(await output(id, '?engine=true'), 'entries');
    assert.ok(more.length > 3);
    assert.equal((await (await raw(id)).arrayBuffer()).byteLength, 70_001 + 65_537 + 4);
  });

  it('has at most 20,000 entries and 4 MiB per page', async () => {
    const id = await done('seq 1 45000', 'yes "$(head -c 60000 /dev/zero | tr \'\\0\' w)" | head -n 150');
    const sizes: number[] = [];
    let [offset, count] = ['0', 0];
    for (;;) {
      const page = fields(await output(id, `?offset=${offset}`));
      const entries = page['entries'] as Fields[];
      const bytes = entries.reduce((sum, { log }) => sum + String(log).length, 0);
      assert.ok(entries.length <= 20_000 && bytes <= 4 * 1024 ** 2 && entries.length > 0);
      for (const { log } of entries.slice(0, Math.max(0, 45_000 - count))) {
        count += 1;
        assert.equal(log, String(count));
      }
      sizes.push(entries.length);
      offset = textOf(page, 'offset');
      if (page['completed'] === true) break;
    }
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      45_150,
    );
    assert.equal(sizes[0], 20_000);
  });

  it('can be read raw by step, stream and byte range, and ambiguous requests are refused with 400', async () => {
    const id = await done("printf '0123456789\\377'", 'echo out; echo err >&2');
    const bytes = Buffer.from('0123456789\xff', 'latin1');
    const read = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
    assert.deepEqual(await read(await raw(id, '?step=1')), bytes);
    for (const [range, part, shown] of [
      ['bytes=2-4', '234', 'bytes 2-4/11'],
      ['bytes=8-', '89\xff', 'bytes 8-10/11'],
      ['bytes=-2', '9\xff', 'bytes 9-10/11'],
      ['bytes=5-500', '56789\xff', 'bytes 5-10/11'],
    ] as const) {
      const answer = await raw(id, '?step=1', { Range: range });
      assert.deepEqual([answer.status, answer.headers.get('content-range')], [206, shown]);
      assert.deepEqual(await read(answer), Buffer.from(part, 'latin1'));
    }
    assert.equal((await raw(id, '?step=1', { Range: 'bytes=11-' })).status, 416);
    assert.equal(await (await raw(id, '?step=2&stream=stderr')).text(), 'err\n');
    assert.equal(await (await raw(id, '?step=2&attempt=1')).text().then((text) => text.length), 8);
    const ambiguous = await raw(id);
    refused({ status: ambiguous.status, body: await ambiguous.json() }, 400);
    for (const [query, status] of [
      ['?step=3', 404],
      ['?step=1&node=absent', 404],
      ['?step=1&stream=stdin', 400],
    ] as const) {
      assert.equal((await raw(id, query)).status, status, query);
    }
    assert.equal(await (await raw(await done('true'))).text(), '');
  });

  it('can be followed as raw bytes, chunked, until the end', async () => {
    const gate = world.path(`gate-${number}`);
    const id = await run(`printf begun; while [ ! -e ${gate} ]; do sleep 0.05; done; printf ' ended'`);
    const answer = await raw(id, '?follow=true');
    assert.equal(answer.headers.get('transfer-encoding'), 'chunked');
    let seen = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      seen += decoder.decode(chunk, { stream: true });
      if (seen === 'begun') await writeFile(gate, '');
    }
    assert.equal(seen, 'begun ended');
  });

  it('can be followed as raw bytes across a crash of the coordinator, each byte once', async () => {
    const gate = world.path('gate-followed');
    const id = await run(`printf begun; while [ ! -e ${gate} ]; do sleep 0.05; done; printf ' ended'`);
    const following = new Program({
      args: ['execution', 'output', String(id), '--raw', '--follow'],
      environment: {
        ...world.environment,
        OUTRUNNER_URL: coordinator.url,
        OUTRUNNER_TOKEN: coordinator.token,
      },
    });
    await until('the first bytes', () => (following.stdout === 'begun' ? true : undefined));
    await coordinator.program.end('SIGKILL');
    await until('the lost connection to be reported', () => (following.stderr === '' ? undefined : true));
    coordinator = await coordinator.again();
    await writeFile(gate, '');
    assert.equal((await following.ended).code, 0);
    assert.equal(following.stdout, 'begun ended');
  });

  it('continues from the same offset after a crash of the coordinator', async () => {
    const gate = world.path('gate-crash');
    const id = await run(`echo one; while [ ! -e ${gate} ]; do sleep 0.05; done; echo two`);
    await lineSeen(coordinator.client, id, 'one');
    const offset = textOf(fields(await output(id)), 'offset');
    await coordinator.program.end('SIGKILL');
    coordinator = await coordinator.again();
    await writeFile(gate, '');
    assert.equal((await endOf(coordinator.client, id)).status, 'succeeded');
    const rest = list(await output(id, `?offset=${offset}`), 'entries');
    assert.deepEqual(
      rest.map(({ log }) => log),
      ['two'],
    );
    assert.deepEqual(await linesOf(coordinator.client, id), ['one', 'two']);
  });
});
