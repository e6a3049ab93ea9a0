import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PACK = `
import { packFolder } from ${JSON.stringify(new URL('package-extension.ts', import.meta.url).href)};
await packFolder(process.argv[1], process.argv[2]);
`;
const MANIFEST = {
  name: 'packed',
  publisher: 'test',
  version: '1.0.0',
  engines: { vscode: '^1.101.0' },
  license: 'MIT',
};

describe('the package of the extension', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-pack-'));
    await writeFile(join(folder, 'package.json'), JSON.stringify(MANIFEST));
    await writeFile(join(folder, 'README.md'), '# Packed for a test\n');
    await writeFile(join(folder, 'LICENSE'), 'MIT\n');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  /** Packs in a process of its own, because vsce ends its process when it finds a secret. */
  const pack = () =>
    promisify(execFile)(process.execPath, [
      ...['--input-type=module', '--eval', PACK],
      ...[folder, join(folder, 'packed.vsix')],
    ]);

  it('is created from files without secrets', async () => {
    await pack();
    assert.ok(existsSync(join(folder, 'packed.vsix')));
  });

  it('is refused if a file contains a private key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' });
    await writeFile(join(folder, 'settings.json'), JSON.stringify({ key: pem }));
    await writeFile(join(folder, 'id_rsa.txt'), pem);
    await assert.rejects(pack(), /contains sensitive information.*id_rsa\.txt/s);
    assert.equal(existsSync(join(folder, 'packed.vsix')), false);
  });

  it('is refused if it contains an .env file', async () => {
    await writeFile(join(folder, '.env'), 'TOKEN=1\n');
    await assert.rejects(pack(), /\.env files should not be packaged/);
    assert.equal(existsSync(join(folder, 'packed.vsix')), false);
  });
});
