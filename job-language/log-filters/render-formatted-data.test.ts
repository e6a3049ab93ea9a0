import assert from 'node:assert/strict';
import fc from 'fast-check';
import { laidOutJson } from './json-layout.ts';
import { filtered } from './testing/filtered.ts';

function render(config: Record<string, string>, ...lines: string[]): string[] {
  return filtered({ type: 'render-formatted-data', config }, lines).shown;
}

const BEGIN = '#BEGIN:RUNDECK:DATATYPE:';
const END = '#END:RUNDECK:DATATYPE';

describe('the log filter render-formatted-data', () => {
  it('formats JSON between its markers, which are hidden', () => {
    const json = ['{"a": [1,', ' 12345678901234567890], "b": {}}'];
    assert.deepEqual(render({}, 'x', `${BEGIN}application/json`, ...json, END, 'y'), [
      'x',
      '{',
      '  "a": [',
      '    1,',
      '    12345678901234567890',
      '  ],',
      '  "b": {}',
      '}',
      'y',
    ]);
  });

  it('formats any JSON like JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expected = JSON.stringify(value, null, 2);
        assert.equal(laidOutJson(JSON.stringify(value))?.join('\n'), expected);
      }),
    );
  });

  it('shows CSV as a table', () => {
    assert.deepEqual(render({}, `${BEGIN}csv`, 'name,size', '"a ""b"", c",1', 'é,20,x', END), [
      'name      size',
      'a "b", c  1',
      'é         20    x',
    ]);
  });

  it('shows other formats unchanged', () => {
    assert.deepEqual(render({}, `${BEGIN} text/x-markdown`, '# title', END), ['# title']);
    assert.deepEqual(render({}, `${BEGIN}json`, 'no json', END), ['no json']);
    assert.deepEqual(render({}, BEGIN, 'data', END), ['data']);
  });

  it('ends the data at the end of the step, and formats all output if configured', () => {
    assert.deepEqual(render({}, `${BEGIN}json`, '[1]'), ['[', '  1', ']']);
    assert.deepEqual(render({ datatype: 'json' }, '[1]'), ['[', '  1', ']']);
  });

  it('is also available as render-datatype', () => {
    const filter = { type: 'render-datatype', config: { datatype: 'json' } };
    assert.deepEqual(filtered(filter, ['[]']).shown, ['[]']);
  });

  it('shows data beyond its limit unformatted', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${index}`.repeat(50_000));
    assert.deepEqual(render({ datatype: 'json' }, ...lines), lines);
  });
});
