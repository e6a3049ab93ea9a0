import assert from 'node:assert/strict';
import { configuredSources } from '../../../protocol/nodes/source/configured-sources.ts';
import { SOURCE_TYPES, withSource } from './source-settings.ts';

describe('a source that a person adds', () => {
  it('stands behind those that the project has, and can be read', () => {
    let config: Record<string, string> = {
      'project.label': 'Demo',
      'resources.source.7.type': 'file',
      'resources.source.7.config.file': '/a',
    };
    for (const type of SOURCE_TYPES)
      config = withSource(config, type, 'https://example.org/x', ['closed', 'dc2']);
    const sources = configuredSources(config);
    assert.deepEqual(
      sources.map(({ number, type, source }) => [number, type, source.kind]),
      [
        [7, 'file', 'usable'],
        [8, 'file', 'usable'],
        [9, 'directory', 'usable'],
        [10, 'url', 'usable'],
        [11, 'script', 'usable'],
        [12, 'ansible-inventory', 'usable'],
      ],
    );
    assert.deepEqual(sources[1]?.selector.tags, ['closed', 'dc2']);
    assert.equal(config['project.label'], 'Demo');
  });
});
