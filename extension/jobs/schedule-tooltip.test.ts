import assert from 'node:assert/strict';
import type { JobScheduleView } from '../../protocol/routes/shapes/schedule-shapes.ts';
import { scheduleText } from './schedule-tooltip.ts';

const nightly: JobScheduleView = { crontab: '0 0 3 ? * * *', timeZone: 'Europe/Berlin', enabled: true };

describe('scheduleText', () => {
  it('shows the next run and the crontab', () => {
    const text = scheduleText({ ...nightly, next: '2026-01-02T02:00:00Z' }) ?? '';
    assert.match(text, /^\*\*Runs next at .*2026.*\*\*\n\nSchedule: `0 0 3 \? \* \* \*` \(Europe\/Berlin\)$/);
  });

  it('shows why the schedule does not start the job', () => {
    assert.match(scheduleText({ ...nightly, enabled: false }) ?? '', /^The schedule is disabled/);
    const rests = 'The coordinator is passive';
    assert.match(scheduleText({ ...nightly, rests }) ?? '', /^The coordinator is passive/);
  });

  it('shows the outcome of the last planned run', () => {
    const last = {
      plannedAt: '2026-01-01T02:00:00Z',
      outcome: 'skipped',
      reason: { code: 'x', message: 'it still runs' },
    } as const;
    assert.match(scheduleText({ ...nightly, last }) ?? '', /Last planned at .*: skipped, it still runs$/);
  });

  it('returns undefined without a schedule', () => {
    assert.equal(scheduleText({ timeZone: 'UTC', enabled: true }), undefined);
  });
});
