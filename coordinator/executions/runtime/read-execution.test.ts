import assert from 'node:assert/strict';
import { ENGINE_VERSION, OLDEST_ENGINE_VERSION } from '../../engine/events/events.ts';
import { sampleRequest } from '../../engine/testing/sample.ts';
import type { StoredEntry } from '../../store/journal/journal.ts';
import { readExecution } from './read-execution.ts';

describe('readExecution', () => {
  const begunBy = (engineVersion: number) => {
    const data = { ...sampleRequest(), engineVersion };
    const entry = { executionId: data.id, type: data.type, data, time: data.time, sequence: 1 };
    return readExecution({ readExecution: async () => [entry as unknown as StoredEntry] }, data.id);
  };

  it('replays the journal of each supported engine version', async () => {
    for (let version = OLDEST_ENGINE_VERSION; version <= ENGINE_VERSION; version += 1) {
      const replayed = await begunBy(version);
      assert.ok(
        replayed?.commands.some(({ type }) => type === 'dispatch'),
        `version ${version}`,
      );
    }
  });

  it('refuses an execution that a newer engine began', async () => {
    await assert.rejects(begunBy(ENGINE_VERSION + 1), { code: 'data-newer' });
  });

  it('refuses an execution that was begun by an engine older than the oldest supported version', async () => {
    await assert.rejects(begunBy(OLDEST_ENGINE_VERSION - 1), { code: 'data-damaged' });
  });
});
