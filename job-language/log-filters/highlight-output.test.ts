import assert from 'node:assert/strict';
import { filtered } from './testing/filtered.ts';

function highlight(config: Record<string, string>, line: string): string | undefined {
  return filtered({ type: 'highlight-output', config }, [line]).shown[0]?.replaceAll('\u001b', '^');
}

describe('the log filter highlight-output', () => {
  it('colours all matches of its pattern', () => {
    assert.equal(
      highlight({ regex: 'test', fgcolor: 'red' }, 'a test of a test'),
      'a ^[31mtest^[0m of a ^[31mtest^[0m',
    );
  });

  it('colours only the groups if the pattern has any', () => {
    const config = { regex: 'this (is) a (test)?', bgcolor: 'yellow', mode: 'bold' };
    assert.equal(highlight(config, 'this is a test'), 'this ^[43;1mis^[0m a ^[43;1mtest^[0m');
    assert.equal(highlight(config, 'this is a box'), 'this ^[43;1mis^[0m a box');
  });

  it('leaves a line unchanged if nothing matches or no style is set, and skips empty matches', () => {
    assert.equal(highlight({ regex: 'x', fgcolor: 'red' }, 'abc'), 'abc');
    assert.equal(highlight({ regex: 'b' }, 'abc'), 'abc');
    assert.equal(highlight({ regex: 'b*', mode: 'underline' }, 'abba'), 'a^[4mbb^[0ma');
  });
});
