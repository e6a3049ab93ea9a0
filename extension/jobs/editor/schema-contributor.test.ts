import assert from 'node:assert/strict';
import { SchemaContributor } from './schema-contributor.ts';

describe('SchemaContributor', () => {
  /** The results of the next activations, in order. */
  let activations: (() => unknown)[];
  let registered: string[];
  let failures: unknown[];
  let isInstalled: boolean;
  const broken = new Error('The YAML extension cannot start.');
  const api = { registerContributor: (name: string) => registered.push(name) };

  beforeEach(() => {
    activations = [];
    registered = [];
    failures = [];
    isInstalled = true;
  });

  const activate = async () => (activations.shift() ?? assert.fail('no further activation was expected'))();
  const contributor = () =>
    new SchemaContributor({
      yamlExtension: () => (isInstalled ? { activate } : undefined),
      hasJobs: () => true,
      isJob: () => true,
      schema: async () => '{}',
      onFailed: (error) => failures.push(error),
    });
  const fail = () => {
    throw broken;
  };

  it('registers the schema once', async () => {
    activations = [() => api];
    const schema = contributor();
    await Promise.all([schema.contribute(), schema.contribute()]);
    await schema.retry();
    assert.deepEqual(registered, ['outrunner-job-schema']);
    assert.deepEqual(failures, []);
  });

  it('registers the schema when the YAML extension is installed later', async () => {
    activations = [() => api];
    isInstalled = false;
    const schema = contributor();
    await schema.contribute();
    assert.deepEqual(registered, []);
    isInstalled = true;
    await schema.retry();
    assert.deepEqual(registered, ['outrunner-job-schema']);
  });

  it('registers the schema in a retry after the YAML extension failed to start', async () => {
    activations = [fail, () => api];
    const schema = contributor();
    await schema.contribute();
    assert.deepEqual(failures, [broken]);
    await schema.retry();
    assert.deepEqual(registered, ['outrunner-job-schema']);
    assert.deepEqual(failures, [broken]);
  });

  it('reports a repeated failure only once', async () => {
    activations = [fail];
    const schema = contributor();
    await schema.contribute();
    await schema.contribute();
    assert.deepEqual(failures, [broken]);
  });
});
