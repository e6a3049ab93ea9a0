import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractBinary } from './embedded-binary.ts';
import { embeddedTerminalDriver } from './terminal-driver.ts';

const binary = (text: string) => ({ name: 'pty.node', bytes: Buffer.from(text) });

describe('a binary that is embedded in the program', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'outrunner-binary-')), 'bin');
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  it('is written to a folder that only its owner can enter', () => {
    const path = extractBinary(binary('one'), folder);
    assert.equal(readFileSync(path, 'utf8'), 'one');
    assert.equal(statSync(folder).mode & 0o777, 0o700);
  });

  it('is not written again if its file exists', () => {
    const before = statSync(extractBinary(binary('one'), folder));
    assert.equal(statSync(extractBinary(binary('one'), folder)).ino, before.ino);
  });

  it('is written again if the content of its file differs', () => {
    const path = extractBinary(binary('one'), folder);
    rmSync(path);
    writeFileSync(path, 'changed');
    assert.equal(readFileSync(extractBinary(binary('one'), folder), 'utf8'), 'one');
  });

  it('replaces the file of another version', () => {
    extractBinary(binary('one'), folder);
    extractBinary(binary('two'), folder);
    assert.equal(readdirSync(folder).length, 1);
  });

  it('makes the driver of terminals unavailable, with a reason, if the system cannot load it', () => {
    const driver = embeddedTerminalDriver(binary('no binary'), folder);
    assert.ok(!driver.available);
    assert.match(driver.reason, /pty\.node/);
  });
});
