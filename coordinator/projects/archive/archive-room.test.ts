import assert from 'node:assert/strict';
import { ARCHIVE_LIMITS } from './archive-limits.ts';
import { ArchiveRoom } from './archive-room.ts';

const MIB = 1024 * 1024;

describe('ArchiveRoom', () => {
  it('admits jobs up to the limits of an import', () => {
    const room = new ArchiveRoom();
    assert.match(room.takeJob(ARCHIVE_LIMITS.jobBytes + 1) ?? '', /its XML exceeds/);
    for (let index = 0; index < 7; index += 1) assert.equal(room.takeJob(16 * MIB), undefined);
    assert.match(room.takeJob(MIB) ?? '', /no import accepts 1048576 more/);
  });

  it('admits at most the number of jobs that an archive may have', () => {
    const room = new ArchiveRoom();
    for (let index = 0; index < ARCHIVE_LIMITS.jobs; index += 1) assert.equal(room.takeJob(1), undefined);
    assert.match(room.takeJob(1) ?? '', /no import accepts more/);
  });

  it('has room for an execution only if an import accepts the largest execution in addition', () => {
    const room = new ArchiveRoom();
    room.takeExecution(ARCHIVE_LIMITS.executionBytes - 85 * MIB);
    assert.equal(room.hasRoomForExecution(), true);
    room.takeExecution(1);
    assert.equal(room.hasRoomForExecution(), false);
  });
});
