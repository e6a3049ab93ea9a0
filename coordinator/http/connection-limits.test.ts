import assert from 'node:assert/strict';
import { connectionLimits, openFilesLimit } from './connection-limits.ts';

describe('connectionLimits', () => {
  it('reserves descriptors for files, and connections for callers with a credential', () => {
    assert.deepEqual(connectionLimits(1024), { total: 768, unproven: 384, unprovenOfOne: 192, ofOne: 192 });
    assert.deepEqual(connectionLimits(524_288), {
      total: 65_536,
      unproven: 8192,
      unprovenOfOne: 4096,
      ofOne: 256,
    });
    assert.deepEqual(connectionLimits(Number.POSITIVE_INFINITY), connectionLimits(524_288));
  });

  it('allows 10,000 runners with two connections each if 65,536 files may be open', () => {
    assert.ok(connectionLimits(65_536).total > 20_000);
  });
});

describe('openFilesLimit', () => {
  it('returns a limit of at least 256 for the test process', () => {
    assert.ok(openFilesLimit() >= 256);
  });
});
