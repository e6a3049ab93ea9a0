import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { Coordinator } from '../harness/coordinator.ts';
import { endOf, importJob, type JobText, lineSeen, runJob } from '../harness/jobs.ts';
import { type Fields, fields, list, refused, textOf } from '../harness/shape.ts';
import { World } from '../harness/world.ts';

describe('the contract, output with step events', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
  });
  after(() => world[Symbol.asyncDispose]());

  const state = (id: ExecutionId, query = '', version = 53) =>
    coordinator.call('GET', `/api/${version}/execution/${id}/output/state${query}`);
  const done = async (name: string, steps: JobText['steps']) => {
    const id = await runJob(coordinator.client, { name, steps });
    await endOf(coordinator.client, id);
    return id;
  };
  const short = (entries: readonly Fields[]) =>
    entries.map(({ type, stepctx, node, log }) =>
      type === 'log' ? `log ${log}` : [type, stepctx, node].filter((it) => it !== '').join(' '),
    );
  const WHOLE = [
    'stepbegin 1',
    'nodebegin 1 localhost',
    'log one',
    'log two',
    'nodeend 1 localhost',
    'stepend 1',
    'stepbegin 2',
    'nodebegin 2 localhost',
    'log three',
    'nodeend 2 localhost',
    'stepend 2',
  ];
  const FAILING = [{ exec: 'echo one; echo two' }, { exec: 'echo three; exit 3' }];

  it('has the begin and end of each step and node around its lines, with the reason of a failure', async () => {
    const id = await done('failing', FAILING);
    const answer = await state(id);
    assert.partialDeepStrictEqual(answer.body, {
      id: String(id),
      completed: true,
      execState: 'failed',
    });
    const entries = list(answer, 'entries');
    assert.deepEqual(short(entries), WHOLE);
    for (const entry of entries) {
      assert.match(textOf(entry, 'time'), /^\d\d:\d\d:\d\d$/);
      assert.ok(!Number.isNaN(Date.parse(textOf(entry, 'absolute_time'))));
    }
    assert.deepEqual(
      entries.map(({ failureReason, resultCode, executionState }) => [
        failureReason,
        resultCode,
        executionState,
      ])[10],
      ['NonZeroResultCode', '3', 'FAILED'],
    );
    assert.match(textOf(entries[9] ?? {}, 'log'), /3/);
    assert.ok(!('failureReason' in (entries[5] ?? {})));
    assert.ok(!('metadata' in (list(await state(id, '', 42), 'entries')[0] ?? {})));
  });

  it('has no lines of output with stateOnly=true, and only matching entries with a filter', async () => {
    const id = await done('filtered', FAILING);
    const events = WHOLE.filter((entry) => !entry.startsWith('log '));
    const only = await state(id, '?stateOnly=true');
    assert.equal(fields(only)['completed'], true);
    assert.deepEqual(short(list(only, 'entries')), events);
    assert.deepEqual(short(list(await state(id, '?stateOnly=false'), 'entries')), WHOLE);
    assert.deepEqual(short(list(await state(id, '?stepctx=2'), 'entries')), WHOLE.slice(6));
    assert.deepEqual(
      short(list(await state(id, '?nodename=localhost&stateOnly=true'), 'entries')),
      events.filter((entry) => entry.startsWith('node')),
    );
    assert.deepEqual(short(list(await state(id, '?lastlines=3'), 'entries')), WHOLE.slice(-3));
    assert.match(String((await state(id, '?format=text')).body), /^one\ntwo\nthree\n.*3.*\n.*3.*\n$/);
    refused(await state(id, '?engine=true'), 400, 'invalid-input');
    refused(await state(id, '?offset=never-given'), 400, 'invalid-input');
  });

  it('continues from any decimal offset without a repeated or missing entry, also one given while a step ran', async () => {
    const id = await runJob(coordinator.client, {
      name: 'paged',
      steps: [
        { exec: 'echo one; echo two' },
        { exec: `echo three; while [ ! -e ${world.path('go')} ]; do sleep 0.05; done` },
      ],
    });
    await lineSeen(coordinator.client, id, 'three');
    const open = await state(id);
    assert.deepEqual(short(list(open, 'entries')), WHOLE.slice(0, 9));
    assert.equal(fields(open)['completed'], false);
    const offset = textOf(fields(open), 'offset');
    const same = fields(await state(id, `?offset=${offset}`));
    assert.deepEqual([same['offset'], same['entries']], [offset, []]);
    await writeFile(world.path('go'), '');
    await endOf(coordinator.client, id);
    assert.deepEqual(short(list(await state(id, `?offset=${offset}`), 'entries')), WHOLE.slice(9));

    for (const query of ['maxlines=1', 'maxlines=2', 'maxlines=3', 'maxlines=1&stateOnly=true']) {
      const seen: string[] = [];
      let before = 0n;
      for (;;) {
        const page = await state(id, `?offset=${before}&${query}`);
        seen.push(...short(list(page, 'entries')));
        const next = BigInt(textOf(fields(page), 'offset'));
        assert.ok(next >= before && next < 2n ** 63n, `${query}: ${next} after ${before}`);
        before = next;
        if (fields(page)['completed'] === true) break;
      }
      const events = query.includes('stateOnly') ? WHOLE.filter((it) => !it.startsWith('log ')) : WHOLE;
      assert.deepEqual(seen, events, query);
    }
  });

  it('encloses the steps of a referenced job in the step that refers to it', async () => {
    await importJob(coordinator.client, { name: 'inner', steps: [{ exec: 'echo in' }] });
    const id = await done('outer', [{ jobref: { name: 'inner' } }, { exec: 'echo out' }]);
    assert.deepEqual(short(list(await state(id), 'entries')), [
      'stepbegin 1',
      'stepbegin 1/1',
      'nodebegin 1/1 localhost',
      'log in',
      'nodeend 1/1 localhost',
      'stepend 1/1',
      'stepend 1',
      'stepbegin 2',
      'nodebegin 2 localhost',
      'log out',
      'nodeend 2 localhost',
      'stepend 2',
    ]);
  });
});
