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
// biome-ignore lint/suspicious/noControlCharactersInRegex: removes the colours
const colourless = (text: string): string => text.replace(/\x1b\[[0-9;]*m/g, '');

describe('Transcript', () => {
  it('has a banner with runner and replica, the output, and how it ended', () => {
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

  it('names the node of each step, and names it again when another node writes', () => {
    const on = (node: string, id: string) =>
      ExecutionEvent.parse({ ...started, operation: id, node, label: 'Ask' });
    const wrote = (id: string, text: string) => ExecutionEvent.parse({ ...output(text), operation: id });
    const done = ExecutionEvent.parse({ ...stepFailed, operation: '7-2', status: 'succeeded', exitCode: 0 });
    const all = [on('web1', '7-1'), on('web2', '7-2'), wrote('7-2', 'two\n'), wrote('7-1', 'one')];
    assert.deepEqual(
      colourless(shown(...all, wrote('7-2', 'again\n'), done, wrote('7-1', 'more\n')))
        .trimEnd()
        .split('\r\n'),
      [
        '▶ 1 Ask on web1 by edge · replica abc',
        '▶ 1 Ask on web2 by edge · replica abc',
        'two',
        '┄ 1 on web1',
        'one',
        '┄ 1 on web2',
        'again',
        '✔ 1 on web2 succeeded',
        '┄ 1 on web1',
        'more',
      ],
    );
  });

  it('marks error handlers', () => {
    const handler = ExecutionEvent.parse({ ...started, stepctx: '2/1e', label: 'Clean up' });
    assert.match(colourless(shown(handler)), /^↺ 2\/1e Clean up handles the error, on edge · replica abc/);
  });

  it('shows failure in red', () => {
    assert.ok(shown(stepFailed).includes('\x1b[31m✘'));
  });

  it('starts its own lines on a new line if the output does not end with one', () => {
    assert.equal(colourless(shown(output('no newline'), ended)).split('\r\n')[0], 'no newline');
  });

  it('joins characters that were split between frames of a stream', () => {
    const bytes = Buffer.from('ü');
    assert.equal(shown(output(bytes.subarray(0, 1)), output('E', 'stderr'), output(bytes.subarray(1))), 'Eü');
  });

  it('shows the reason for waiting once', () => {
    const waiting = ExecutionEvent.parse({
      type: 'waiting',
      reason: { code: 'x', message: 'no runner is up' },
      time: 0,
    });
    assert.equal(colourless(shown(waiting, waiting)), 'Waiting: no runner is up\r\n');
  });

  it('shows until when the execution waits', () => {
    const until = Date.parse('2026-05-04T22:41:03Z');
    const reason = { code: 'waiting', message: 'no runner is up.', until };
    const waiting = ExecutionEvent.parse({ type: 'waiting', reason, time: 0 });
    assert.equal(
      colourless(shown(waiting)),
      `Waiting until ${timeOfDay(until)}: no runner is up. The execution fails then if no runner takes its step.\r\n`,
    );
  });
});
