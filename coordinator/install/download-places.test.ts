import assert from 'node:assert/strict';
import { DownloadPlaces } from './download-places.ts';

const withCode = { code: 'too-many-downloads' };

describe('download slots', () => {
  let now: number;
  let cut: string[];
  let places: DownloadPlaces;
  beforeEach(() => {
    now = 0;
    cut = [];
    places = new DownloadPlaces(() => now);
  });
  const take = (address: string) => places.take({ address, cut: () => void cut.push(address) });
  const fill = () => Array.from({ length: 32 }, (_, index) => take(`client ${index}`));

  it('are limited in number, and freed when a download ends', () => {
    const [first] = fill();
    assert.throws(() => take('another'), withCode);
    first?.leave();
    take('another');
    assert.throws(() => take('one more'), withCode);
    assert.deepEqual(cut, []);
  });

  it('are taken from the slowest download below the minimum rate, and only if another download needs one', () => {
    const all = fill();
    now = 9000;
    for (const [index, place] of all.entries()) if (index !== 7) place.took(64 * 1024);
    now = 9999;
    assert.throws(() => take('another'), withCode);
    now = 10_000;
    take('another');
    assert.deepEqual(cut, ['client 7']);
    assert.throws(() => take('one more'), withCode);
    all[7]?.leave();
    assert.throws(() => take('one more'), withCode);
  });

  it('are kept by downloads that are fast enough, not counting the bytes of the initial system buffer', () => {
    const all = fill();
    for (const place of all) place.took(100_000_000);
    for (now = 1000; now <= 60_000; now += 1000) for (const place of all.slice(1)) place.took(64 * 1024);
    take('another');
    assert.deepEqual(cut, ['client 0']);
    assert.throws(() => take('one more'), withCode);
  });

  it('are limited per address: at the limit, a new download takes the slot of a slow one from the same address', () => {
    for (let index = 0; index < 24; index += 1) take('same');
    assert.throws(() => take('same'), withCode);
    take('another');
    now = 20_000;
    take('same');
    assert.deepEqual(cut, ['same']);
  });
});
