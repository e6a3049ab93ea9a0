import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RotatingFile } from './rotating-file.ts';

describe('a log file', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-log-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  const rotation = { maxSize: 20, maxAge: 1000, maxFiles: 3 };

  it('is rotated before it exceeds the maximum size, and old files exceeding the maximum number are removed', () => {
    const file = new RotatingFile(join(folder, 'runner.log'), rotation);
    for (let line = 1; line <= 9; line++) file.write(`line ${line} ..\n`);
    file.close();
    assert.deepEqual(readdirSync(folder).sort(), ['runner.log', 'runner.log.1', 'runner.log.2']);
    assert.equal(text('runner.log'), 'line 9 ..\n');
    assert.equal(text('runner.log.1'), 'line 7 ..\nline 8 ..\n');
    assert.equal(text('runner.log.2'), 'line 5 ..\nline 6 ..\n');
  });

  it('is rotated when it exceeds the maximum age', () => {
    let now = Date.now();
    const file = new RotatingFile(join(folder, 'runner.log'), rotation, () => now);
    file.write('old\n');
    now += 1001;
    file.write('new\n');
    file.close();
    assert.equal(text('runner.log'), 'new\n');
    assert.equal(text('runner.log.1'), 'old\n');
  });

  it('is appended to by the next process, and only its owner can read it', () => {
    for (const line of ['first\n', 'second\n']) {
      const file = new RotatingFile(join(folder, 'logs', 'runner.log'), rotation);
      file.write(line);
      file.close();
    }
    assert.equal(text('logs/runner.log'), 'first\nsecond\n');
    assert.equal(statSync(join(folder, 'logs', 'runner.log')).mode & 0o777, 0o600);
  });

  it('is created again by the next write if its folder was removed', () => {
    const logs = join(folder, 'logs');
    const file = new RotatingFile(join(logs, 'runner.log'), rotation);
    file.write('line 1 ..\n', 'line 2 ..\n');
    rmSync(logs, { recursive: true });
    file.write('line 3 ..\n');
    file.close();
    assert.equal(text('logs/runner.log'), 'line 3 ..\n');
  });

  it('is truncated instead of rotated if the maximum is one file', () => {
    const file = new RotatingFile(join(folder, 'runner.log'), { ...rotation, maxFiles: 1 });
    for (let line = 1; line <= 5; line++) file.write(`line ${line} ..\n`);
    file.close();
    assert.deepEqual(readdirSync(folder), ['runner.log']);
    assert.equal(text('runner.log'), 'line 5 ..\n');
  });
});
