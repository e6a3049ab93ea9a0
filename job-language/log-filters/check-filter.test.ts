import assert from 'node:assert/strict';
import { filterProblems } from './check-filter.ts';

describe('checking a log filter', () => {
  const messages = (type: string, config: Record<string, string> = {}) =>
    filterProblems({ type, config }).map(({ property = '', message }) => `${property}: ${message}`);

  it('reports nothing for a valid filter', () => {
    assert.deepEqual(messages('key-value-data', { regex: '^(\\w+)=(.*)$', logData: 'true' }), []);
    assert.deepEqual(messages('mask-passwords', { replacement: '[SECURE]', color: 'blue' }), []);
    assert.deepEqual(messages('highlight-output', { regex: 'x', bgcolor: 'yellow', mode: 'bold' }), []);
  });

  it('reports unknown filters, and unknown properties', () => {
    assert.match(messages('json-mapper')[0] ?? '', /^: Log filter json-mapper is unknown: it is kept/);
    assert.match(messages('quiet-output', { pattern: 'x' })[0] ?? '', /^pattern: .*It has regex, /);
    assert.match(messages('highlight-output', { fgcolor: 'pink' })[0] ?? '', /fgcolor .* must be one of red/);
  });

  it('reports why a filter cannot be applied', () => {
    assert.match(messages('key-value-data', { regex: '(.*)' })[0] ?? '', /not applied: .* needs the name/);
  });

  it('reports patterns that may be disabled at run time', () => {
    assert.match(messages('quiet-output', { regex: '(?!x)y' })[0] ?? '', /^regex: .*longer than 100 ms/);
  });
});
