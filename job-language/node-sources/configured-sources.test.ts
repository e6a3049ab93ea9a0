import assert from 'node:assert/strict';
import { configuredSources } from './configured-sources.ts';

const LOCAL = { mode: 'LOCAL', type: 'LOCAL_RUNNER', tags: [] };

describe('configuredSources', () => {
  const only = (properties: Record<string, string>) => {
    const config = Object.entries(properties).map(([key, value]) => [`resources.source.1.${key}`, value]);
    return configuredSources(Object.fromEntries(config))[0];
  };

  it('orders the sources by their numbers, without the host of the coordinator', () => {
    const sources = configuredSources({
      'resources.source.10.type': 'file',
      'resources.source.10.config.file': '/b.yaml',
      'resources.source.2.type': 'directory',
      'resources.source.2.config.directory': '/nodes',
      'resources.source.3.type': 'local',
      'project.label': 'Operations',
    });
    assert.deepEqual(
      sources.map(({ number, type }) => [number, type]),
      [
        [2, 'directory'],
        [10, 'file'],
      ],
    );
    assert.deepEqual(sources[0]?.selector, LOCAL);
  });

  it("reads sources in Rundeck's format", () => {
    const usable = (properties: Record<string, string>) => {
      const source = only(properties)?.source;
      return source?.kind === 'usable' ? source.source : source;
    };
    assert.deepEqual(usable({ type: 'url', 'config.url': 'https://x/n', 'config.timeout': '5' }), {
      type: 'url',
      url: 'https://x/n',
      format: undefined,
      timeoutSeconds: 5,
    });
    const script = { 'config.file': '/s.py', 'config.interpreter': 'python3 -u', 'config.args': '-a "b c"' };
    assert.deepEqual(usable({ type: 'script', ...script, 'config.format': 'resourcejson' }), {
      type: 'script',
      file: '/s.py',
      interpreter: 'python3 -u',
      args: '-a "b c"',
      argsQuoted: false,
      format: 'json',
    });
    const ansible = 'com.batix.rundeck.plugins.AnsibleResourceModelSourceFactory';
    assert.deepEqual(usable({ type: ansible, 'config.ansible-inventory': '/etc/ansible/hosts' }), {
      type: 'ansible-inventory',
      inventory: '/etc/ansible/hosts',
      binariesFolder: '',
      configFile: '',
    });
  });

  it('reads the filter of the runner selector from runner.filter, and its modes with or without the prefix "runner."', () => {
    const file = { type: 'file', 'config.file': '/n.yaml' };
    assert.deepEqual(only({ ...file, 'runner.filter': 'Linux,dev' })?.selector, {
      mode: 'TAGS',
      type: 'TAG_FILTER_AND',
      tags: ['linux', 'dev'],
    });
    const any = { runnerFilterMode: 'TAGS', runnerFilterType: 'TAG_FILTER_OR' };
    assert.equal(only({ ...file, 'runner.filter': 'a,b', ...any })?.selector.type, 'TAG_FILTER_OR');
    assert.deepEqual(only({ ...file, 'runner.runnerFilterMode': 'LOCAL' })?.selector, LOCAL);
  });

  it('reports why a source cannot be used', () => {
    const problem = (properties: Record<string, string>) => {
      const source = only(properties)?.source;
      return source?.kind === 'unusable' ? source.problem : undefined;
    };
    assert.equal(problem({ type: 'aws-ec2' }), 'sources of the type "aws-ec2" are not available');
    assert.equal(problem({ type: 'file' }), 'it names no file: set config.file');
    assert.match(problem({ type: 'script', 'config.file': 'x', 'config.format': 'csv' }) ?? '', /"csv"/);
    assert.match(problem({ type: 'url', 'config.url': 'nodes' }) ?? '', /not a URL/);
    const contradiction = { 'runner.filter': 'a', 'runner.runnerFilterMode': 'LOCAL' };
    assert.match(problem({ type: 'file', 'config.file': 'x', ...contradiction }) ?? '', /runner selector/);
  });

  it('trusts only files and folders of the coordinator’s host, unless a property of the source sets its trust', () => {
    const trusted = (properties: Record<string, string>) => only(properties)?.trusted;
    const file = { type: 'file', 'config.file': '/n.yaml' };
    const script = { type: 'script', 'config.file': '/s' };
    assert.equal(trusted(file), true);
    assert.equal(trusted({ type: 'directory', 'config.directory': '/n' }), true);
    assert.equal(trusted({ ...file, 'runner.filter': 'edge' }), false);
    assert.equal(trusted({ type: 'url', 'config.url': 'https://x/n' }), false);
    assert.equal(trusted(script), false);
    assert.equal(trusted({ type: 'ansible-inventory' }), false);
    assert.equal(trusted({ ...script, trusted: ' true ' }), true);
    assert.equal(trusted({ ...file, trusted: 'false' }), false);
    const wrong = only({ ...script, trusted: 'yes' });
    assert.equal(wrong?.trusted, false);
    assert.deepEqual(wrong?.source, {
      kind: 'unusable',
      problem: 'resources.source.1.trusted is "yes". Set it to true or false, or remove it',
    });
  });
});
