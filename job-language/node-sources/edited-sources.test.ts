import assert from 'node:assert/strict';
import { configuredSources } from './configured-sources.ts';
import { withoutSource, withSource } from './edited-sources.ts';

describe('editing the sources in a project configuration', () => {
  const before = {
    'project.label': 'Demo',
    'resources.source.7.type': 'file',
    'resources.source.7.config.file': '/a',
  };

  it('adds a source after the existing ones', () => {
    const script = { type: 'script', config: { file: '/list', args: '-v' }, tags: ['closed', 'dc2'] };
    const after = withSource(before, script);
    const sources = configuredSources(after);
    assert.deepEqual(
      sources.map(({ number, type, source, selector }) => [number, type, source.kind, selector.tags]),
      [
        [7, 'file', 'usable', []],
        [8, 'script', 'usable', ['closed', 'dc2']],
      ],
    );
    assert.equal(after['project.label'], 'Demo');
    assert.equal(after['resources.source.8.config.args'], '-v');
  });

  it('removes a source with all its properties', () => {
    const after = withSource(before, { type: 'url', config: { url: 'https://example.org' }, tags: ['edge'] });
    assert.deepEqual(withoutSource(after, 8), before);
    assert.deepEqual(withoutSource(before, 7), { 'project.label': 'Demo' });
    assert.deepEqual(withoutSource(before, 1), before);
  });
});
