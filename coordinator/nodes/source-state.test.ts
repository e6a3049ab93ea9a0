import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { configuredSources } from '../../job-language/node-sources/configured-sources.ts';
import { contentOfFiles } from '../../job-language/node-sources/source-content.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { eventually } from '../dispatch/testing/eventually.ts';
import { ManualClock } from '../dispatch/testing/manual-clock.ts';
import { Damages } from '../store/files/damages.ts';
import { scratchFolder } from '../store/testing/scratch-folder.ts';
import { BackgroundRefresh } from './background-refresh.ts';
import { type KeptNodes, KeptNodesFolder } from './kept-nodes.ts';
import type { SourceReading } from './read-source.ts';
import { SourceState } from './source-state.ts';

const [CONFIGURED] = configuredSources({
  'resources.source.1.type': 'url',
  'resources.source.1.config.url': 'https://inventory.example.org/',
});

const named = (...names: readonly string[]): SourceReading => ({
  nodes: names.map((name) => ({ name, tags: [], attributes: {} })),
  by: 'the coordinator',
});
const down = () => new OutrunnerError('discovery-unavailable', { problem: 'nobody is there' });

describe('a node source', () => {
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  let kept: KeptNodesFolder;
  let clock: ManualClock;
  let reading: (known: KeptNodes | undefined) => Promise<SourceReading>;
  let readings: number;
  let changes: number;
  const opened: SourceState[] = [];
  beforeEach(async () => {
    folder = await scratchFolder();
    kept = await KeptNodesFolder.open(folder.path, new Damages(folder.path));
    clock = new ManualClock();
    reading = () => Promise.resolve(named('a'));
    readings = 0;
    changes = 0;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((source) => source.close()));
    await folder.remove();
  });

  const open = (isLive = false) => {
    assert.ok(CONFIGURED);
    const source = new SourceState({
      id: 'source',
      configured: CONFIGURED,
      isLive,
      folder: kept,
      read: (known) => {
        readings += 1;
        return reading(known);
      },
      now: () => clock.epoch(),
      onChange: () => {
        changes += 1;
      },
      onUnkept: (error) => assert.fail(String(error)),
    });
    opened.push(source);
    return source;
  };
  const names = async (source: SourceState) => (await source.view()).nodes.map(({ name }) => name);

  it('is read on the first request, and cached after that', async () => {
    const source = open();
    assert.deepEqual(await names(source), ['a']);
    reading = () => new Promise(() => undefined);
    assert.deepEqual(await names(source), ['a']);
    assert.equal(readings, 1);
  });

  it('is read on each request if it is live', async () => {
    const source = open(true);
    await names(source);
    reading = () => Promise.resolve(named('b'));
    assert.deepEqual(await names(source), ['b']);
  });

  it('keeps its nodes and reports the error if it cannot be read', async () => {
    const source = open();
    await source.refresh();
    reading = () => Promise.reject(down());
    clock.advance(5000);
    await source.refresh();
    const view = await source.view();
    assert.deepEqual(view.nodes, named('a').nodes);
    assert.match(view.problem ?? '', /nobody is there/);
    assert.equal(view.readAt, clock.epoch() - 5000);
    assert.equal(source.lacksRunner, true);
    assert.equal(changes, 2);
    reading = () => Promise.resolve(named('a'));
    await source.refresh();
    assert.equal(source.current().problem, undefined);
    assert.equal(source.current().nodes, view.nodes, 'the same nodes are the same array');
  });

  it('returns the nodes of readable files, and keeps those of an unreadable file, even after a restart', async () => {
    const folderOf = (parts: Readonly<Record<string, string>>, broken?: string): SourceReading => ({
      ...contentOfFiles(
        Object.entries(parts).map(([file, name]) => ({ file, nodes: named(name).nodes })),
        broken === undefined ? [] : [{ file: broken, problem: 'it is broken' }],
      ),
      by: 'the coordinator',
      ...(broken === undefined ? {} : { problem: `${broken} is broken` }),
    });
    const source = open(true);
    reading = () => Promise.resolve(folderOf({ 1: 'a' }, '2'));
    assert.deepEqual(await names(source), ['a'], 'at the first reading');
    assert.deepEqual([source.current().problem, source.failures], ['2 is broken', 1]);
    assert.equal(source.current().stale, false, 'nothing was there before');
    reading = () => Promise.resolve(folderOf({ 1: 'a', 2: 'b' }));
    assert.deepEqual(await names(source), ['a', 'b']);
    assert.deepEqual([source.current().problem, source.failures], [undefined, 0]);
    assert.equal(source.current().stale, false);
    reading = () => Promise.resolve(folderOf({ 1: 'c' }, '2'));
    assert.deepEqual(await names(source), ['c', 'b'], 'the other file is followed');
    assert.equal(source.current().stale, true);
    const { nodes } = source.current();
    await source.refresh();
    assert.equal(source.current().nodes, nodes, 'the same nodes are the same array');
    await opened.splice(0)[0]?.close();
    const later = open(true);
    reading = () => Promise.resolve(folderOf({ 1: 'd' }, '2'));
    assert.deepEqual(await names(later), ['d', 'b']);
    assert.equal(later.current().stale, true);
    reading = () => Promise.resolve(folderOf({ 1: 'd' }));
    assert.deepEqual(await names(later), ['d'], 'a file that is gone keeps nothing');
    assert.equal(later.current().stale, false);
  });

  it('is not read again by a request after the first read failed', async () => {
    reading = () => Promise.reject(down());
    const source = open();
    assert.deepEqual(await names(source), []);
    assert.deepEqual(await names(source), []);
    assert.equal(readings, 1);
  });

  it('restores its nodes after a restart', async () => {
    await open().refresh();
    await opened.splice(0)[0]?.close();
    let known: string | undefined;
    reading = (nodes) => {
      known = nodes?.digest;
      return Promise.reject(down());
    };
    const later = open();
    assert.deepEqual(await names(later), ['a']);
    assert.equal(readings, 1, 'nobody waited for it');
    await later.refresh();
    assert.ok(known);
    assert.deepEqual(await names(later), ['a']);
    await kept.retain([]);
    assert.deepEqual(await readdir(folder.path), []);
  });

  it('is read once for concurrent requests', async () => {
    const source = open();
    await Promise.all([source.refresh(), source.refresh(), source.view()]);
    assert.equal(readings, 1);
  });

  it('is read in the background after its interval, sooner after a failure, and soon after a runner connects', async () => {
    const refresh = new BackgroundRefresh(clock);
    reading = () => Promise.reject(down());
    const source = open();
    refresh.add(source, () => 60);
    refresh.start();
    const passing = async (seconds: number, expected: number) => {
      clock.advance(seconds * 1000);
      await eventually(() => readings === expected && !source.current().refreshing);
    };
    await passing(1, 1);
    await passing(3, 2);
    await passing(5, 3);
    reading = () => Promise.resolve(named('a'));
    refresh.runnersChanged();
    await passing(1, 4);
    refresh.runnersChanged();
    await passing(59, 4);
    await passing(2, 5);
    refresh.stop();
  });
});
