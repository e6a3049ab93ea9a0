import assert from 'node:assert/strict';
import { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { timeOfDay } from '../../model/time-of-day.ts';
import { Transcript } from './transcript.ts';

const operation = '7-1';
const output = (text: string | Uint8Array, stream = 'stdout') =>
  ExecutionEvent.parse({
    type: 'output',
    operation,
    stepctx: '1',
    stream,
    offset: 0,
    bytes: Buffer.from(text).toString('base64'),
    time: 0,
  });
const started = ExecutionEvent.parse({
  type: 'step-started',
  operation,
  stepctx: '1',
  label: 'Back up\x1b]0;x\x07',
  node: 'edge',
  runner: 'r1',
  runnerName: 'edge',
  replica: 'abc',
  time: 0,
});
const stepFailed = ExecutionEvent.parse({
  type: 'step-ended',
  operation,
  stepctx: '1',
  status: 'failed',
  exitCode: 3,
  reason: { code: 'NonZeroResultCode', message: 'exit code 3' },
  time: 0,
});
const ended = ExecutionEvent.parse({
  type: 'execution-ended',
  execution: 7,
  status: 'failed',
  exitCode: 3,
  time: 0,
});

const shown = (...events: ExecutionEvent[]): string => {
  const transcript = new Transcript();
  return events.map((event) => transcript.next(event)).join('');
};
const ESC = '\x1b\\[';
const colourless = (text: string): string => text.replace(new RegExp(`${ESC}[0-9;]*m`, 'g'), '');

describe('Transcript', () => {
  it('shows a banner with runner and replica, the output, and how the step ended', () => {
    assert.equal(
      colourless(shown(started, output('one\ntwo\n'), stepFailed, ended)),
      [
        '▶ 1 Back up on edge · replica abc',
        'one',
        'two',
        '✘ 1 failed with exit code 3',
        '■ execution 7 failed, exit code 3',
        '',
      ].join('\r\n'),
    );
  });

  const on = (node: string, id: string) =>
    ExecutionEvent.parse({ ...started, operation: id, node, label: 'Ask' });
  const wrote = (id: string, text: string, stream = 'stdout') =>
    ExecutionEvent.parse({ ...output(text, stream), operation: id });
  const done = (id: string) =>
    ExecutionEvent.parse({ ...stepFailed, operation: id, status: 'succeeded', exitCode: 0 });
  const lines = (...events: ExecutionEvent[]) =>
    colourless(shown(...events))
      .trimEnd()
      .split('\r\n');

  it('starts each line with the name of its node if the job runs on several nodes', () => {
    const all = [on('web1', '7-1'), on('web2', '7-2'), wrote('7-2', 'two\nmore\n'), wrote('7-1', 'one')];
    assert.deepEqual(lines(...all, wrote('7-2', 'again\n'), done('7-2'), wrote('7-1', 'new\n')), [
      '▶ 1 Ask on web1 by edge · replica abc',
      '▶ 1 Ask on web2 by edge · replica abc',
      'web2 | two',
      'web2 | more',
      'web1 | one',
      'web2 | again',
      '✔ 1 on web2 succeeded',
      'web1 | new',
    ]);
  });

  it("shows the runner's host if there are other nodes", () => {
    const all = [on('edge', '7-1'), on('web1', '7-2'), wrote('7-1', 'here\n'), done('7-1')];
    assert.deepEqual(lines(...all).slice(2), ['edge | here', '✔ 1 on edge succeeded']);
  });

  it('shows a node in the same colour in each line, and restores the colour of the output after the name', () => {
    const text = shown(
      on('web1', '7-1'),
      on('web2', '7-2'),
      wrote('7-1', '\x1b[32mone\ntwo\x1b[0m\nthree\n'),
    );
    const lead = new RegExp(`(${ESC}\\d+m)web1 \\|${ESC}0m (${ESC}\\d+m)?(\\w+)`, 'g');
    const leads = [...text.matchAll(lead)];
    assert.deepEqual(
      leads.map(([, , style, word]) => [style, word]),
      [
        ['\x1b[32m', 'one'],
        ['\x1b[32m', 'two'],
        [undefined, 'three'],
      ],
    );
    assert.equal(new Set(leads.map(([, color]) => color)).size, 1);
  });

  it('shows standard error in red unless the step colours it', () => {
    const red = '\x1b[31m';
    assert.ok(shown(output('bad\n', 'stderr')).startsWith(`${red}bad`));
    assert.ok(!shown(output('\x1b[33mbad\x1b[0m\n', 'stderr')).includes(red));
    assert.ok(!shown(output('good\n')).includes(red));
  });

  it('repeats the header of a step when steps on one node take turns', () => {
    const second = ExecutionEvent.parse({ ...started, operation: '7-2', stepctx: '2', label: 'Ask' });
    const events = [started, second, wrote('7-2', 'two\n'), wrote('7-1', 'one\n')];
    assert.deepEqual(lines(...events).slice(2), ['two', '┄ 1', 'one']);
    const among = [on('web1', '7-9'), ...events, done('7-1'), wrote('7-2', 'last\n')];
    assert.deepEqual(lines(...among).slice(3), [
      'edge 2 | two',
      'edge 1 | one',
      '✔ 1 on edge succeeded',
      'edge | last',
    ]);
  });

  it('marks error handlers', () => {
    const handler = ExecutionEvent.parse({ ...started, stepctx: '2/1e', label: 'Clean up' });
    assert.match(colourless(shown(handler)), /^↺ 2\/1e Clean up handles the error, on edge · replica abc/);
  });

  it('shows failure in red', () => {
    assert.ok(shown(stepFailed).includes('\x1b[31m✘'));
  });

  it('starts its own lines on a new line if the output does not end with a newline', () => {
    assert.equal(colourless(shown(output('no newline'), ended)).split('\r\n')[0], 'no newline');
  });

  it('decodes characters that are split between frames of a stream', () => {
    const bytes = Buffer.from('ü');
    const events = [output(bytes.subarray(0, 1)), output('E', 'stderr'), output(bytes.subarray(1))];
    assert.equal(colourless(shown(...events)), 'Eü');
  });

  it('shows the reason for waiting only once', () => {
    const waiting = ExecutionEvent.parse({
      type: 'waiting',
      reason: { code: 'x', message: 'no runner is up' },
      time: 0,
    });
    assert.equal(colourless(shown(waiting, waiting)), 'Waiting: no runner is up\r\n');
  });

  it('shows the time at which a waiting execution fails', () => {
    const until = Date.parse('2026-05-04T22:41:03Z');
    const reason = { code: 'waiting', message: 'no runner is up.', until };
    const waiting = ExecutionEvent.parse({ type: 'waiting', reason, time: 0 });
    assert.equal(
      colourless(shown(waiting)),
      `Waiting until ${timeOfDay(until)}: no runner is up. The execution fails at that time if no runner has taken its step.\r\n`,
    );
  });
});
