import assert from 'node:assert/strict';
import { isOwnProblem, ownFeatures, type YamlSettings } from './own-features.ts';

const ALL: YamlSettings = { completion: true, hover: true, validate: true, format: true };
const enabled = (...[language, yaml]: Parameters<typeof ownFeatures>) =>
  Object.entries(ownFeatures(language, yaml)).flatMap(([feature, isOwn]) => (isOwn ? [feature] : []));
const EVERY = ['completion', 'hover', 'outline', 'folding', 'formatting', 'syntaxErrors'];

describe('the features of a document with jobs', () => {
  it('are all provided without the YAML extension', () => {
    assert.deepEqual(enabled('yaml', undefined), EVERY);
  });

  it('are left to the YAML extension where it provides them', () => {
    assert.deepEqual(enabled('yaml', ALL), []);
    assert.deepEqual(enabled('dockercompose', ALL), []);
  });

  it('are provided in languages that the YAML extension does not serve', () => {
    assert.deepEqual(enabled('outrunner-job', ALL), EVERY);
    assert.deepEqual(enabled('ansible', ALL), EVERY);
  });

  it('are provided where a setting disables them in the YAML extension', () => {
    assert.deepEqual(enabled('yaml', { ...ALL, hover: false }), ['hover']);
    assert.deepEqual(enabled('yaml', { ...ALL, completion: false }), ['completion']);
    assert.deepEqual(enabled('yaml', { ...ALL, format: false }), ['formatting']);
    assert.deepEqual(enabled('yaml', { ...ALL, validate: false }), ['syntaxErrors']);
  });

  it('include all problems, except syntax errors that the YAML extension reports', () => {
    const codes = ['yaml-syntax', 'duplicate-key', 'unknown-alias', 'unknown-key', 'missing-key'];
    const reported = (yaml: YamlSettings | undefined) =>
      codes.filter((code) => isOwnProblem(code, ownFeatures('yaml', yaml)));
    assert.deepEqual(reported(undefined), codes);
    assert.deepEqual(reported(ALL), ['unknown-key', 'missing-key']);
  });
});
