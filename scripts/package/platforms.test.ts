import assert from 'node:assert/strict';
import { readManifest } from './manifest.ts';
import { NODE_VERSION } from './platforms.ts';

describe('the platforms of single-file runners', () => {
  it('use the version of Node.js that the tests use', async () => {
    const { devDependencies } = (await readManifest()) as unknown as {
      devDependencies: Record<string, string>;
    };
    assert.equal(NODE_VERSION, devDependencies['node']);
  });
});
