import assert from 'node:assert/strict';
import { aFailure, anEntry, anError } from './entry-fixtures.ts';
import { outputLine } from './output-line.ts';

const AT = '2026-01-31T10:00:00.000Z';

describe('outputLine', () => {
  it('begins with time, stream, step and node', () => {
    assert.equal(outputLine(anEntry('1 web1', 'hello | world')), `${AT} OUT 1 web1 | hello | world`);
    assert.equal(outputLine(anError('2e web1', 'oh')), `${AT} ERR 2e web1 | oh`);
    const terminal = { metadata: { stream: 'terminal' } };
    assert.equal(outputLine(anEntry('3@node=web1/1 db', 'x', terminal)), `${AT} TTY 3/1 db | x`);
  });

  it('marks lines of the engine, and marks its failures as errors', () => {
    const engine = { metadata: { stream: 'engine' } };
    assert.equal(outputLine(anEntry('', 'waiting', engine)), `${AT} LOG - - | waiting`);
    assert.equal(outputLine(aFailure('1 web1', 'exit code 3')), `${AT} ERR 1 web1 | exit code 3`);
  });

  it('is a single line without colours and other terminal sequences', () => {
    const text = '\x1b[32mgreen\x1b[0m\x1b]0;title\x07 10%\r20%\b\x00 a\u2028b\x85c\r';
    assert.equal(outputLine(anEntry('1 web1', text)), `${AT} OUT 1 web1 | green 10%␍20%␈ a␊bc`);
  });
});
