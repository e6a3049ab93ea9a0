import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../dispatch/testing/manual-clock.ts';
import { TokenUses, TokenUsesRecord, tokenUsesPath } from './token-uses.ts';

describe('TokenUses', () => {
  it('writes nothing while tokens are used, and one file a minute later', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outrunner-token-uses-'));
    try {
      const clock = new ManualClock();
      const kept = { get: (_: string, id: string) => (id === 'gone' ? undefined : { id }) };
      const uses = new TokenUses(
        {
          dataDir: { path: folder, damages: { readOrSetAside: (_, read) => read() } },
          definitions: { snapshot: async () => kept } as never,
          clock,
          log: { warn: (fields) => assert.fail(JSON.stringify(fields)) },
        },
        {},
      );
      const first = clock.epoch();
      for (let second = 0; second < 59; second += 1) {
        for (const id of ['a', 'b', 'gone']) uses.used(id);
        clock.advance(1000);
      }
      assert.equal(uses.last('a'), first);
      await assert.rejects(readFile(tokenUsesPath(folder)), { code: 'ENOENT' });
      clock.advance(1000);
      uses.used('a');
      assert.equal(uses.last('a'), first + 60_000);
      await uses.close();
      const stored = TokenUsesRecord.parse(JSON.parse(await readFile(tokenUsesPath(folder), 'utf8')));
      assert.deepEqual(stored.uses, { a: first + 60_000, b: first });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
