import assert from 'node:assert/strict';
import { relayLine } from './relay-line.ts';

describe('a log line of the Local Runner', () => {
  const relayed = (line: string): unknown[] => {
    const lines: unknown[] = [];
    const note = (level: string) => (fields: object, message: string) =>
      void lines.push({ level, fields, message });
    relayLine({ info: note('info'), warn: note('warn') }, line);
    return lines;
  };

  it('is relayed with its fields and severity', () => {
    const line = '{"level":"info","time":"2026-01-01T00:00:00Z","operation":"1-1","msg":"step ended"}';
    assert.deepEqual(relayed(line), [
      { level: 'info', fields: { operation: '1-1' }, message: 'Local Runner: step ended' },
    ]);
    assert.deepEqual(relayed('{"level":"fatal","msg":"it cannot go on"}'), [
      { level: 'warn', fields: {}, message: 'Local Runner: it cannot go on' },
    ]);
  });

  it('is logged as plain text if it is not a valid JSON record', () => {
    for (const line of ['plain words', '{"cut', '{"level":7}'])
      assert.deepEqual(relayed(line), [{ level: 'info', fields: {}, message: `Local Runner: ${line}` }]);
  });
});
