import assert from 'node:assert/strict';
import { changedSources, withSourceFilters } from './changed-sources.ts';

const CONFIG = {
  'project.label': 'db',
  'resources.source.1.type': 'script',
  'resources.source.1.config.file': 'db',
  'resources.source.1.runner.filter': 'DB, eu',
  'resources.source.2.type': 'file',
  'resources.source.2.config.file': '/nodes.yaml',
  'resources.source.3.type': 'ansible-inventory',
  'resources.source.3.runner.filter': 'db and not (us or os=windows)',
  'resources.source.4.type': 'url',
  'resources.source.4.runner.filter': 'db',
};

describe('the sources of a project when tags change', () => {
  it('use the new tag in lists and filters, and keep all other properties', () => {
    const changed = changedSources(CONFIG, { from: ['db'], to: 'sql' });
    assert.deepEqual(
      changed.map(({ number, before }) => `${number} ${before}`),
      ['1 DB, eu', '3 db and not (us or os=windows)', '4 db'],
    );
    assert.deepEqual(withSourceFilters(CONFIG, changed), {
      ...CONFIG,
      'resources.source.1.runner.filter': 'sql,eu',
      'resources.source.3.runner.filter': 'sql and not (us or os=windows)',
      'resources.source.4.runner.filter': 'sql',
    });
  });

  it('prevent the change if they would lose their runner, or if a filter contains a removed tag', () => {
    const changed = changedSources(CONFIG, { from: ['db'] });
    assert.deepEqual(
      changed.map(({ number, change }) => [number, change.kind]),
      [
        [1, 'changed'],
        [3, 'blocked'],
        [4, 'blocked'],
      ],
    );
    assert.deepEqual(withSourceFilters(CONFIG, changed), {
      ...CONFIG,
      'resources.source.1.runner.filter': 'eu',
    });
  });
});
