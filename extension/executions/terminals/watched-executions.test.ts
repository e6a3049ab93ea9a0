import assert from 'node:assert/strict';
import { link, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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

  const ids = async () => (await open().current()).executions.map((it) => it.id);
  const pins = async () =>
    (await open().current()).executions.filter(({ isPinned }) => isPinned).map((it) => it.id);

  it('stores additions and removals for the next window', async () => {
    const watched = open();
    assert.deepEqual(await ids(), []);
    await watched.add(id(1));
    await watched.add(id(2));
    await watched.add(id(2));
    assert.deepEqual(await ids(), [1, 2]);
    await watched.remove(id(1));
    assert.deepEqual(await ids(), [2]);
    assert.deepEqual(failures, []);
  });

  it('stores which terminal is the active one, until its execution is removed', async () => {
    const watched = open();
    await watched.add(id(1));
    await watched.setFront(id(1));
    assert.deepEqual((await open().current()).front, { execution: 1 });
    await watched.remove(id(1));
    assert.equal((await open().current()).front, undefined);
  });

  it('stores the node of the active terminal, until another terminal is active', async () => {
    const watched = open();
    await watched.add(id(1));
    await watched.setFront(id(1), 'web1');
    assert.deepEqual((await open().current()).front, { execution: 1, node: 'web1' });
    await watched.setFront(id(1));
    assert.deepEqual((await open().current()).front, { execution: 1 });
  });

  it('stores which terminals are pinned, until their executions are removed', async () => {
    const watched = open();
    await watched.add(id(1));
    await watched.add(id(2));
    await watched.pin(id(1));
    await watched.pin(id(2));
    await watched.setFront(id(2));
    assert.deepEqual(await pins(), [1, 2]);
    await watched.remove(id(1));
    assert.deepEqual(await pins(), [2]);
  });

  it('ignores the pin of an execution that it does not contain', async () => {
    const watched = open();
    await watched.add(id(1));
    await watched.pin(id(2));
    assert.deepEqual(await pins(), []);
  });

  it('stores the nodes whose terminals the user closed, until the execution is removed', async () => {
    const watched = open();
    const closed = async () => (await open().current()).executions.map(({ closedNodes }) => closedNodes);
    await watched.add(id(1));
    await watched.closeNode(id(1), 'web1');
    await watched.closeNode(id(1), 'web2');
    await watched.closeNode(id(1), 'web1');
    await watched.closeNode(id(2), 'web1');
    assert.deepEqual(await closed(), [['web1', 'web2']]);
    await watched.remove(id(1));
    await watched.add(id(1));
    assert.deepEqual(await closed(), [[]]);
  });

  it('replaces the file as a whole, so that a crash during a write leaves the previous list', async () => {
    const watched = open();
    await watched.add(id(1));
    const file = join(folder, 'below', 'watched.json');
    // The second name keeps the content of the file unless a write changes the file itself.
    const previous = join(folder, 'previous.json');
    await link(file, previous);
    const before = await readFile(previous, 'utf8');
    await watched.add(id(2));
    assert.equal(await readFile(previous, 'utf8'), before);
    assert.deepEqual(await ids(), [1, 2]);
    assert.deepEqual(await readdir(join(folder, 'below')), ['watched.json']);
  });

  it('keeps the changes that the extension host of a closed window makes to the same file', async () => {
    const closed = open();
    await closed.add(id(1));
    const current = open();
    await current.add(id(2));
    await closed.remove(id(1));
    assert.deepEqual(await ids(), [2]);
    await current.setFront(id(2));
    assert.deepEqual(await ids(), [2]);
    assert.deepEqual(failures, []);
  });

  it('keeps its list if another program damages the file', async () => {
    const watched = open();
    await watched.add(id(1));
    await writeFile(join(folder, 'below', 'watched.json'), '{');
    await watched.add(id(2));
    assert.equal(failures.length, 1);
    assert.deepEqual(await ids(), [1, 2]);
  });

  it('starts empty and reports an error if the file is damaged', async () => {
    const file = join(folder, 'watched.json');
    await writeFile(file, '{');
    const watched = new WatchedExecutions(file, (error) => failures.push(error));
    assert.deepEqual(await watched.current(), { executions: [] });
    assert.equal(failures.length, 1);
  });
});
