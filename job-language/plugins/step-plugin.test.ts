import assert from 'node:assert/strict';
import * as z from 'zod';
import { ASSERT_TCP, BUILT_IN_PLUGINS, COPY_FILE, findPlugin, HTTP_REQUEST } from './built-in-plugins.ts';
import { pluginTemplate } from './plugin-template.ts';
import { checkConfiguration, readConfiguration } from './step-plugin.ts';

describe('a plugin step', () => {
  it('is found by its name and by its names in Rundeck', () => {
    assert.equal(findPlugin('copyfile'), COPY_FILE);
    assert.equal(findPlugin('edu.ohio.ais.rundeck.HttpWorkflowNodeStepPlugin'), HTTP_REQUEST);
    assert.equal(findPlugin('aws-thing'), undefined);
    assert.deepEqual(pluginTemplate('log-data-step', {}), {
      kind: 'plugin',
      provider: 'log-data',
      configuration: {},
      pty: false,
    });
    assert.equal(pluginTemplate('aws-thing', {}), undefined);
  });

  it('has a description for each property', () => {
    for (const { name, configuration } of BUILT_IN_PLUGINS)
      for (const [property, schema] of Object.entries(configuration.shape))
        assert.notEqual(z.globalRegistry.get(schema)?.description ?? '', '', `${name}.${property}`);
  });

  it('parses strings and numbers, and treats blank values as absent', () => {
    const given = { host: 'db', port: '5432', timeout: '', interval: 0.5, other: 'x' };
    assert.deepEqual(readConfiguration(ASSERT_TCP, given), {
      kind: 'read',
      configuration: { host: 'db', port: 5432, timeout: 60, interval: 0.5 },
    });
  });

  it('reports the missing or invalid property', () => {
    const problems = [{ host: 'db' }, { host: 'db', port: '70000' }].map((given) => {
      const read = readConfiguration(ASSERT_TCP, given);
      return read.kind === 'refused' ? read.problem : '';
    });
    assert.match(problems[0] ?? '', /needs the property "port"/);
    assert.match(problems[1] ?? '', /"port".*not valid/);
  });

  it('is checked before its references are expanded', () => {
    assert.deepEqual(checkConfiguration(ASSERT_TCP, { host: '${option.host}', prot: '1' }), [
      { kind: 'unknown', property: 'prot' },
      { kind: 'missing', property: 'port' },
    ]);
  });

  it('is converted to an ordinary step if it is a command or script plugin of Rundeck', () => {
    assert.deepEqual(pluginTemplate('exec-command', { adhocRemoteString: 'uname -a' }), {
      kind: 'exec',
      command: 'uname -a',
      pty: false,
    });
    const script = { adhocLocalString: 'echo', argString: '-v', interpreterArgsQuoted: 'true' };
    assert.deepEqual(pluginTemplate('script-inline', script), {
      kind: 'script',
      script: 'echo',
      args: '-v',
      interpreterArgsQuoted: true,
      pty: false,
    });
    const kinds = ['/opt/x.sh', 'https://files/x.sh'].map(
      (adhocFilepath) => pluginTemplate('script-file-command', { adhocFilepath })?.kind,
    );
    assert.deepEqual(kinds, ['script-file', 'script-url']);
  });
});
