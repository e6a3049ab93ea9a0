import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkExecutable } from './check-executable.ts';
import { platforms } from './platforms.ts';

describe('the check of a packaged runner', () => {
  const enabled = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1';
  const program = Buffer.from('the program');
  const machine = { 'linux-x64': 0x3e, 'linux-arm64': 0xb7 };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-executable-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const check = async (type: number, content: string, magic = '\x7fELF') => {
    const header = Buffer.alloc(4096);
    header.write(magic, 'latin1');
    header.writeUInt16LE(type, 18);
    const path = join(folder, 'runner');
    await writeFile(path, Buffer.concat([header, Buffer.from(content)]));
    const platform = platforms.find(({ name }) => name === 'linux-x64');
    assert.ok(platform !== undefined);
    await checkExecutable(path, platform, program);
  };

  it('accepts an executable of the platform with an enabled fuse and the program', async () => {
    await check(machine['linux-x64'], `${enabled} the program`);
  });

  it('refuses a file that is not an executable', async () => {
    for (const magic of ['#!/bin/sh', 'MZ'])
      await assert.rejects(check(0, '', magic), /runner is not an executable/);
  });

  it('names the machine, the fuse or the program as the problem', async () => {
    await assert.rejects(check(machine['linux-arm64'], `${enabled} the program`), /is for machine 0xb7/);
    await assert.rejects(
      check(machine['linux-x64'], `${enabled.slice(0, -1)}0 the program`),
      /its fuse is not enabled/,
    );
    await assert.rejects(check(machine['linux-x64'], `${enabled} another`), /does not contain its program/);
  });
});
