import assert from 'node:assert/strict';
import { ManualClock } from '../dispatch/testing/manual-clock.ts';
import { BackgroundRefresh, type RefreshedSource } from './background-refresh.ts';

describe('refreshing node sources in the background', () => {
  let clock: ManualClock;
  let refresh: BackgroundRefresh;
  beforeEach(() => {
    clock = new ManualClock();
    refresh = new BackgroundRefresh(clock);
    refresh.start();
  });
  afterEach(() => refresh.stop());

  /** A source whose readings stay open until the test releases them. */
  const source = (id: string) => {
    const reading: (() => void)[] = [];
    const it: RefreshedSource & { readonly begun: () => number; readonly end: () => void; attempts: number } =
      {
        id,
        attempts: 0,
        failures: 0,
        lacksRunner: false,
        refresh: () => new Promise<void>((resolve) => void reading.push(resolve)),
        begun: () => reading.length,
        end: () => reading.at(-1)?.(),
      };
    refresh.add(it, () => 60);
    return it;
  };
  const sources = (count: number) => Array.from({ length: count }, (_, index) => source(`${index}`));
  const begun = (all: readonly { begun: () => number }[]) => all.filter((it) => it.begun() > 0).length;

  it('reads at most eight sources at once, and does not read a source twice at once', async () => {
    const all = sources(10);
    clock.advance(1000);
    assert.equal(begun(all), 8);
    clock.advance(1000);
    assert.equal(begun(all), 8);
    all[0]?.end();
    await Promise.resolve();
    clock.advance(1000);
    assert.equal(begun(all), 9);
    assert.ok(all.every((it) => it.begun() <= 1));
  });

  it('reads other sources while some hang, up to a maximum of hanging sources', () => {
    const all = sources(100);
    clock.advance(1000);
    assert.equal(begun(all), 8);
    for (let second = 0; second < 5; second += 1) clock.advance(1000);
    assert.equal(begun(all), 16);
    for (let second = 0; second < 120; second += 1) clock.advance(1000);
    assert.equal(begun(all), 64);
    assert.ok(all.every((it) => it.begun() <= 1));
  });

  it('does not repeat a reading that a request made, until the interval has passed', () => {
    const read = source('read');
    read.attempts = 1;
    for (let second = 0; second < 60; second += 1) clock.advance(1000);
    assert.equal(read.begun(), 0);
    clock.advance(1000);
    assert.equal(read.begun(), 1);
  });

  it('reads a source that lacked a runner as soon as the runners change, even after a request', () => {
    const read = source('read');
    const lacking = Object.assign(read, { attempts: 1, lacksRunner: true });
    refresh.runnersChanged();
    clock.advance(1000);
    assert.equal(lacking.begun(), 1);
  });
});
