import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { shownLevel } from '../../job-language/log-filters/line-filter.ts';
import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import type { LinkCommand } from '../link/command.ts';
import { commandOf, KeeperBench, shell } from './testing/keeper-bench.ts';
import { until } from './testing/processes.ts';

const KEY_VALUE: LogFilter = { type: 'key-value-data', config: {} };

function withFilters(text: string, ...filters: LogFilter[]): Partial<LinkCommand> {
  return { ...shell(text), filters: { filters, shown: shownLevel('INFO') } };
}

describe('a step with log filters', () => {
  let bench: KeeperBench;
  beforeEach(async () => {
    bench = await KeeperBench.started();
  });
  afterEach(() => bench.close());

  it('reports the captured values with its end', async () => {
    const text =
      'echo RUNDECK:DATA:host = web1; echo other; printf "RUNDECK:DATA:a=b"; echo RUNDECK:DATA:c=d >&2';
    const { result, stdout, stderr } = await bench.run('1-1', withFilters(text, KEY_VALUE));
    assert.deepEqual(result.data, { host: 'web1', a: 'b' });
    assert.equal(stdout.toString(), 'RUNDECK:DATA:host = web1\nother\nRUNDECK:DATA:a=b');
    assert.equal(stderr.toString(), 'RUNDECK:DATA:c=d\n');
    assert.equal(result.offset, stdout.length + stderr.length);
  });

  it('reports no captured values if there are none', async () => {
    assert.ok(!('data' in (await bench.run('1-2', withFilters('echo x', KEY_VALUE))).result));
  });

  it('captures values from masked output', async () => {
    const command = {
      ...withFilters('printf "RUNDECK:DATA:key=hun"; sleep 0.05; echo ter2', KEY_VALUE),
      masks: ['hunter2'],
      mask: '[SECURE]',
    };
    const { result, stdout } = await bench.run('1-3', command);
    assert.deepEqual(result.data, { key: '[SECURE]' });
    assert.equal(stdout.toString(), 'RUNDECK:DATA:key=[SECURE]\n');
  });

  it('delivers each line as it is written', async () => {
    const quiet = { type: 'quiet-output', config: { regex: '2', quietMatch: 'true' } };
    const text = 'for i in 1 2 3; do echo $i; sleep 0.1; done';
    await bench.client.prepareAndOpen('1-4', false, commandOf(withFilters(text, quiet)));
    const output = await bench.collect('1-4');
    await output.reaches(4);
    assert.deepEqual(
      output.frames.map(({ payload: bytes }) => Buffer.from(bytes).toString()),
      ['1\n', '3\n'],
    );
  });

  it('applies its filters in a terminal too', async () => {
    const mark = { type: 'highlight-output', config: { regex: 'warm', fgcolor: 'red' } };
    const { terminal, result } = await bench.run(
      '1-5',
      withFilters('echo warm; echo RUNDECK:DATA:a=b', mark, KEY_VALUE),
      { columns: 80, rows: 24 },
    );
    assert.equal(terminal.toString(), '\u001b[31mwarm\u001b[0m\r\nRUNDECK:DATA:a=b\r\n');
    assert.deepEqual(result.data, { a: 'b' });
  });

  it('delays no other step while a pattern is still matching', async () => {
    const slow = { type: 'quiet-output', config: { regex: '(?=a)(a+)+$', quietMatch: 'true' } };
    const line = `${'a'.repeat(40)}!`;
    const held = bench.run('1-6', withFilters(`echo ${line}; echo more`, slow));
    assert.equal((await bench.run('1-7', shell('echo quick'))).stdout.toString(), 'quick\n');
    const { stdout, stderr } = await held;
    assert.equal(stdout.toString(), `${line}\nmore\n`);
    assert.match(stderr.toString(), /is switched off/);
  });

  it('retains its captured values if the keeper dies after the step has ended', async () => {
    const { result } = await bench.run('1-8', withFilters('echo RUNDECK:DATA:a=b', KEY_VALUE));
    process.kill(bench.pid, 'SIGKILL');
    await until(() => bench.closed.length > 0);
    const [held] = (await bench.attach()).attached.operations;
    assert.deepEqual(held?.result, result);
    assert.deepEqual(held?.result?.data, { a: 'b' });
  });

  it('reports that its captured values are lost if the keeper dies before the step ends', async () => {
    const text = 'echo RUNDECK:DATA:a=b; sleep 600';
    await bench.client.prepareAndOpen('1-9', false, commandOf(withFilters(text, KEY_VALUE)));
    await (await bench.collect('1-9')).reaches(17);
    process.kill(bench.pid, 'SIGKILL');
    await until(() => bench.closed.length > 0);
    const [held] = (await bench.attach()).attached.operations;
    assert.ok(held?.result?.end.kind === 'keeper-lost');
    assert.match(held.result.end.problem, /The data that its log filters captured is lost\.$/);
    assert.equal(held.result.data, undefined);
  });

  it('filters 40 MB of output with less than 200 MB of memory', async () => {
    const quiet = { type: 'quiet-output', config: { regex: 'odd', quietMatch: 'true' } };
    const lines = 'an even line of the output\nan odd line of the output';
    const text = `yes "${lines}" | head -c 40000000`;
    await bench.client.prepareAndOpen('2-1', false, commandOf(withFilters(text, quiet, KEY_VALUE)));
    let odd = 0;
    await bench.client.subscribe('2-1', {
      fromOffset: 0,
      windowBytes: 1024 * 1024,
      onFrame: (frame, subscription) => {
        if (Buffer.from(frame.payload).includes('odd')) odd += 1;
        subscription.credit(frame.payload.length);
      },
    });
    const result = await bench.ended('2-1');
    assert.ok(result.offset > 20_000_000 && result.offset < 22_000_000, `${result.offset}`);
    assert.equal(odd, 0);
    const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${bench.pid}/status`, 'utf8'))?.[1];
    assert.ok(Number(peak) < 200_000, `${peak} kB`);
  });
});
