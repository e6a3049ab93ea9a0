import assert from 'node:assert/strict';
import type { JobScheduleView } from '../../protocol/routes/shapes/schedule-shapes.ts';
import { scheduleText } from './schedule-tooltip.ts';

const nightly: JobScheduleView = { crontab: '0 0 3 ? * * *', timeZone: 'Europe/Berlin', enabled: true };

describe('what the tooltip of a scheduled job tells', () => {
  it('is when it runs next, and how its schedule is written', () => {
    const text = scheduleText({ ...nightly, next: '2026-01-02T02:00:00Z' }) ?? '';
    assert.match(text, /^\*\*Runs next at .*2026.*\*\*\n\nSchedule: `0 0 3 \? \* \* \*` \(Europe\/Berlin\)$/);
  });

  it('is why it does not, where it does not', () => {
    assert.match(scheduleText({ ...nightly, enabled: false }) ?? '', /^Its schedule is disabled/);
    const rests = 'The coordinator is passive';
    assert.match(scheduleText({ ...nightly, rests }) ?? '', /^The coordinator is passive/);
  });

  it('is what came of the last time', () => {
    const last = {
      plannedAt: '2026-01-01T02:00:00Z',
      outcome: 'skipped',
      reason: { code: 'x', message: 'it still runs' },
    } as const;
    assert.match(scheduleText({ ...nightly, last }) ?? '', /Last planned at .*: skipped, it still runs$/);
  });

  it('is nothing without a schedule', () => {
    assert.equal(scheduleText({ timeZone: 'UTC', enabled: true }), undefined);
  });
});
