import assert from 'node:assert/strict';
import { extensionManifest, npmManifest, readManifest } from './manifest.ts';

describe('the manifests that are shipped', () => {
  it('the extension’s starts the built extension and speaks of no development', async () => {
    const manifest = extensionManifest(await readManifest());
    assert.equal(manifest['main'], './dist/extension.cjs');
    assert.ok(manifest['contributes']);
    assert.equal(manifest['type'], undefined);
    assert.equal(manifest['devDependencies'], undefined);
    assert.equal(manifest['scripts'], undefined);
  });

  it('the npm package’s has the command, and nothing that must be installed', async () => {
    const manifest = npmManifest(await readManifest());
    assert.deepEqual(manifest['bin'], { outrunner: 'dist/outrunner.cjs' });
    assert.deepEqual(manifest['engines'], { node: '>=20.15' });
    assert.equal(manifest['dependencies'], undefined);
    assert.equal(manifest['contributes'], undefined);
    assert.deepEqual(Object.keys(manifest['optionalDependencies'] ?? {}), ['@lydell/node-pty', 'node-pty']);
  });
});
