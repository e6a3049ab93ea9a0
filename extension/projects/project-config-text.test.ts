import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { projectConfigOf, projectConfigSchema, projectConfigText } from './project-config-text.ts';

describe('projectConfigText', () => {
  const config = { 'project.label': 'Ops', 'other.kept': '1', 'project.globals.region': 'eu' };
  const text = projectConfigText(config, 'outrunner-project:/schema.json');

  it('sorts the properties by name, and parses the text to the same configuration', () => {
    assert.deepEqual(Object.keys(JSON.parse(text)), [
      '$schema',
      'other.kept',
      'project.globals.region',
      'project.label',
    ]);
    assert.deepEqual(projectConfigOf(text), config);
  });

  it('is rejected with the reason unless it is an object of strings', () => {
    const refused = (wrong: string, problem: RegExp) =>
      assert.throws(
        () => projectConfigOf(wrong),
        (error) => isOutrunnerError(error) && error.code === 'invalid-input' && problem.test(error.message),
        wrong,
      );
    refused('{', /JSON/);
    refused('[]', /not an object/);
    refused('{"project.disable.executions": true}', /"project\.disable\.executions" is not a string/);
  });

  it('has a schema that describes the declared properties and allows others', () => {
    const schema = JSON.parse(projectConfigSchema());
    assert.match(schema.properties['project.disable.executions'].description, /starts no executions/);
    const matching = (name: string) =>
      Object.keys(schema.patternProperties).filter((pattern) => new RegExp(pattern).test(name));
    for (const name of ['project.globals.region', 'resources.source.2.type', 'project.ssh-keypath'])
      assert.equal(matching(name).length, 1, name);
    assert.deepEqual(matching('anything.else'), []);
    assert.deepEqual(schema.additionalProperties, { type: 'string' });
  });
});
