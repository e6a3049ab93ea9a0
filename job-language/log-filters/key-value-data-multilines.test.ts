import assert from 'node:assert/strict';
import { filtered } from './testing/filtered.ts';

function capture(config: Record<string, string>, ...lines: string[]) {
  return filtered({ type: 'key-value-data-multilines', config }, lines);
}

const EACH = { captureMultipleKeysValues: 'true' };

describe('the log filter key-value-data-multilines', () => {
  it('captures a value that spans lines, without empty lines', () => {
    assert.deepEqual(capture({}, 'some_list = first', 'second', '', 'third').data, {
      some_list: 'first\nsecond\nthird\n',
    });
    const comments = { regex: '^\\s*User Comments:\\s*(.*)', name: 'log' };
    assert.deepEqual(capture(comments, 'User Comments: This is a', 'message').data, {
      log: 'This is a\nmessage\n',
    });
    assert.deepEqual(capture({ regex: '(.+?)', name: 'all' }, 'a', 'b').data, { all: 'a\nb\n' });
  });

  it('requires a name for a single group', () => {
    const { data, problems } = capture({ regex: '^\\s*User Comments:\\s*(.*)' }, 'User Comments: x');
    assert.deepEqual(data, {});
    assert.match(problems[0] ?? '', /needs the name/);
  });

  it('captures each match in each line if configured, and joins values of the same key', () => {
    const lines = ['hello 1', 'world 2', 'test 456', '', 'done'];
    assert.deepEqual(capture({ ...EACH, regex: '(\\w+)\\s(\\d+)' }, ...lines).data, {
      hello: '1',
      world: '2',
      test: '456',
    });
    assert.deepEqual(capture({ ...EACH, regex: '(\\w+\\s\\d+)', name: 'any' }, ...lines).data, {
      any: 'hello 1\nworld 2\ntest 456',
    });
    assert.deepEqual(capture({ ...EACH, regex: '([^=]+)=([^&\\s]+)' }, 'user=admin', 'timeout=300').data, {
      user: 'admin',
      timeout: '300',
    });
    const dated = { ...EACH, regex: '(\\d{4}-\\d\\d-\\d\\d)\\s(\\d\\d:\\d\\d)\\s([A-Z]+)\\s(.+)' };
    assert.deepEqual(capture(dated, '2023-11-06 14:30 INFO a', '2023-11-06 14:31 ERROR b').data, {
      '2023-11-06': '14:30\n14:31',
    });
    assert.deepEqual(capture({ ...EACH, regex: '(.*)', name: 'os' }, 'a', 'b').data, { os: 'a\nb' });
    assert.deepEqual(capture({ ...EACH, regex: '(?i)(ERROR|WARN)\\s+(.+)' }, 'warn Memory high').data, {
      warn: 'Memory high',
    });
  });

  it('hides the output, except from executions of log level DEBUG', () => {
    const filter = { type: 'key-value-data-multilines', config: { hideOutput: 'true', logData: 'true' } };
    assert.deepEqual(filtered(filter, ['a = b', 'c']).shown, ['{"a":"b\\nc\\n"}']);
    assert.deepEqual(filtered(filter, ['a = b'], 'debug').shown, ['a = b', '{"a":"b\\n"}']);
  });

  it('searches a bounded part of the output, and logs when it stops', () => {
    const lines = Array.from({ length: 40 }, () => 'x'.repeat(10_000));
    const { shown, data } = capture({ regex: '(x)(.*)' }, ...lines);
    assert.equal(
      shown.filter((line) => line.includes('captures data only from the first 256 KiB')).length,
      1,
    );
    assert.deepEqual(data, {});
  });
});
