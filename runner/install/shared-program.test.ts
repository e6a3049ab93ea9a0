import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstallFacts } from './install-facts.ts';
import { isProgramShared } from './shared-program.ts';

describe('the program of a runner that has no service', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'outrunner-home-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('is shared if another enrolled data dir is in the same folder', async () => {
    const facts: InstallFacts = {
      platform: 'linux',
      isAdministrator: false,
      hasSystemd: true,
      home,
      library: '/usr/local/lib',
      programFiles: '',
      programData: '',
      program: ['/x'],
    };
    const folder = join(home, '.local', 'share', 'outrunner', 'runners');
    assert.ok(!(await isProgramShared('east', facts)), 'there is nothing yet');
    for (const name of ['east', 'west']) await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, 'east', 'identity.json'), '{}');
    assert.ok(!(await isProgramShared('east', facts)));
    assert.ok(await isProgramShared('west', facts));
  });
});
