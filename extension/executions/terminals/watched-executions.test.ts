import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExecutionId } from '../../../protocol/ids.ts';
import { WatchedExecutions } from './watched-executions.ts';

const id = (number: number) => ExecutionId.parse(number);

describe('the executions that a window watches', () => {
  let folder: string;
  const failures: unknown[] = [];
  const open = () =>
    new WatchedExecutions(join(folder, 'below', 'watched.json'), (error) => failures.push(error));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-watched-'));
    failures.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are known to the next window as soon as they were added or removed', async () => {
    const watched = open();
    assert.deepEqual(await watched.all(), []);
    await watched.add(id(1));
    await watched.add(id(2));
    assert.deepEqual(await open().all(), [1, 2]);
    await watched.remove(id(1));
    assert.deepEqual(await open().all(), [2]);
    assert.deepEqual(failures, []);
  });

  it('are none where the file is damaged, and that is told', async () => {
    const file = join(folder, 'watched.json');
    await writeFile(file, '{');
    const watched = new WatchedExecutions(file, (error) => failures.push(error));
    assert.deepEqual(await watched.all(), []);
    assert.equal(failures.length, 1);
  });
});
