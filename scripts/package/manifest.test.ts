import assert from 'node:assert/strict';
import { extensionManifest, npmManifest, readDescription, readManifest } from './manifest.ts';

describe('extensionManifest', () => {
  it('starts the built extension, and omits the module type, the scripts and the development dependencies', async () => {
    const manifest = extensionManifest(await readManifest());
    assert.equal(manifest['main'], './dist/extension.cjs');
    assert.ok(manifest['contributes']);
    assert.equal(manifest['type'], undefined);
    assert.equal(manifest['devDependencies'], undefined);
    assert.equal(manifest['scripts'], undefined);
  });
});

describe('npmManifest', () => {
  it('declares the command of the package, and only optional dependencies', async () => {
    const manifest = npmManifest(await readManifest(), await readDescription());
    assert.match(String(manifest['description']), /^Run operations jobs /);
    assert.deepEqual(manifest['bin'], { outrunner: 'dist/outrunner.cjs' });
    assert.deepEqual(manifest['engines'], { node: '>=20.15' });
    assert.equal(manifest['dependencies'], undefined);
    assert.equal(manifest['contributes'], undefined);
    assert.deepEqual(Object.keys(manifest['optionalDependencies'] ?? {}), ['@lydell/node-pty', 'node-pty']);
  });
});
