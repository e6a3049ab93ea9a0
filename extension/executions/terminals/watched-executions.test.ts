import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExecutionId } from '../../../protocol/ids.ts';
import { WatchedExecutions } from './watched-executions.ts';

const id = (number: number) => ExecutionId.parse(number);

describe('WatchedExecutions', () => {
  let folder: string;
  const failures: unknown[] = [];
  const open = () =>
    new WatchedExecutions(join(folder, 'below', 'watched.json'), (error) => failures.push(error));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-watched-'));
    failures.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('stores additions and removals for the next window', async () => {
    const watched = open();
    assert.deepEqual(await watched.all(), []);
    await watched.add(id(1));
    await watched.add(id(2));
    assert.deepEqual(await open().all(), [1, 2]);
    await watched.remove(id(1));
    assert.deepEqual(await open().all(), [2]);
    assert.deepEqual(failures, []);
  });

  it('stores which terminal is the active one, until its execution is removed', async () => {
    const watched = open();
    await watched.add(id(1));
    await watched.setFront(id(1));
    assert.equal(await open().front(), 1);
    await watched.remove(id(1));
    assert.equal(await open().front(), undefined);
  });

  it('stores the node of the active terminal, until another terminal is active', async () => {
    const watched = open();
    await watched.add(id(1));
    await watched.setFront(id(1), 'web1');
    assert.equal(await open().frontNode(), 'web1');
    await watched.setFront(id(1));
    assert.deepEqual([await open().front(), await open().frontNode()], [1, undefined]);
  });

  it('stores which terminals are pinned, until their executions are removed', async () => {
    const watched = open();
    await watched.add(id(1));
    await watched.add(id(2));
    await watched.pin(id(1));
    await watched.pin(id(2));
    await watched.setFront(id(2));
    assert.deepEqual([...(await open().pinned())], [1, 2]);
    await watched.remove(id(1));
    assert.deepEqual([...(await open().pinned())], [2]);
  });

  it('ignores the pin of an execution that it does not contain', async () => {
    const watched = open();
    await watched.add(id(1));
    await watched.pin(id(2));
    assert.deepEqual([...(await open().pinned())], []);
  });

  it('reads the file of a version without pins', async () => {
    const file = join(folder, 'watched.json');
    await writeFile(file, '{"executions":[3],"front":3}');
    const watched = new WatchedExecutions(file, (error) => failures.push(error));
    assert.deepEqual(await watched.all(), [3]);
    assert.equal(await watched.front(), 3);
    assert.deepEqual([...(await watched.pinned())], []);
    assert.deepEqual(failures, []);
  });

  it('reads the list that earlier versions stored', async () => {
    const file = join(folder, 'watched.json');
    await writeFile(file, '[3]');
    const watched = new WatchedExecutions(file, (error) => failures.push(error));
    assert.deepEqual(await watched.all(), [3]);
    assert.equal(await watched.front(), undefined);
    assert.deepEqual(failures, []);
  });

  it('starts empty and reports an error if the file is damaged', async () => {
    const file = join(folder, 'watched.json');
    await writeFile(file, '{');
    const watched = new WatchedExecutions(file, (error) => failures.push(error));
    assert.deepEqual(await watched.all(), []);
    assert.equal(failures.length, 1);
  });
});
