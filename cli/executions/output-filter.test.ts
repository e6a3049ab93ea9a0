import assert from 'node:assert/strict';
import { ExecutionEvent } from '../../protocol/events/execution-event.ts';
import { OutputFilter, type SelectedOutput } from './output-filter.ts';

const ENTRIES = [
  { node: 'web1', stepctx: '1', log: 'ok' },
  { node: 'web2', stepctx: '1', log: 'error 5' },
  { node: 'host', stepctx: '2@node=web1/1', log: 'error 6' },
  { node: 'host', stepctx: '2@node=web2/1', log: 'ok' },
  { node: 'web1', stepctx: '12', log: 'last' },
];

const selected = (selection: SelectedOutput) => {
  const filter = new OutputFilter(selection);
  return ENTRIES.flatMap((entry, index) => (filter.hasEntry(entry) ? index : []));
};

describe('OutputFilter', () => {
  it('selects the output of a node, of a step, and of a step on a node', () => {
    assert.deepEqual(selected({ node: 'web1' }), [0, 2, 4]);
    assert.deepEqual(selected({ step: '1' }), [0, 1]);
    assert.deepEqual(selected({ step: '2', node: 'web2' }), [3]);
  });

  it('selects lines by a regular expression', () => {
    assert.deepEqual(selected({ grep: 'error \\d' }), [1, 2]);
    assert.deepEqual(selected({ grep: '^error', node: 'web2' }), [1]);
    assert.throws(() => selected({ grep: '(' }), /"\(" is not a regular expression/);
  });

  it('selects the events of a node, and all events that belong to no step', () => {
    const filter = new OutputFilter({ node: 'web1' });
    const event = (type: string, more: object) => ExecutionEvent.parse({ type, time: 0, ...more });
    const runner = { runner: 'r1', runnerName: 'east', replica: '00000000-0000-4000-8000-000000000001' };
    const of = (operation: string, node: string) => [
      event('step-started', { operation, stepctx: '1', label: 'x', node, ...runner }),
      event('output', { operation, stepctx: '1', stream: 'stdout', offset: 0, bytes: '' }),
      event('step-ended', { operation, stepctx: '1', status: 'succeeded' }),
    ];
    const events = [event('note', { message: 'x' }), ...of('1-1', 'web1'), ...of('1-2', 'web2')];
    assert.deepEqual(
      events.map((it) => filter.hasEvent(it)),
      [true, true, true, true, false, false, false],
    );
  });
});
