import assert from 'node:assert/strict';
import { libraryFor } from './library.ts';

describe('the folder of a program that root installs', () => {
  const readOnly = async (folder: string) => !folder.startsWith('/usr/');

  it('is below /usr/local, or below /opt if /usr is read-only', async () => {
    assert.equal(await libraryFor('/tmp/outrunner', async () => true), '/usr/local/lib/outrunner');
    assert.equal(await libraryFor('/tmp/outrunner', readOnly), '/opt/outrunner');
    assert.equal(await libraryFor('/tmp/outrunner', async () => false), '/usr/local/lib/outrunner');
  });

  it('is the folder where the install script put the program', async () => {
    assert.equal(await libraryFor('/opt/outrunner/outrunner', async () => true), '/opt/outrunner');
    assert.equal(await libraryFor('/opt/outrunner/install.a1b2c3/outrunner'), '/opt/outrunner');
    assert.equal(
      await libraryFor('/usr/local/lib/outrunner/outrunner', readOnly),
      '/usr/local/lib/outrunner',
    );
  });
});
