import assert from 'node:assert/strict';
import { Schedule } from '../format/schedule.ts';
import { checkSchedule } from './check-schedule.ts';
import { jobSchedule } from './job-schedule.ts';

const NOW = Date.UTC(2026, 6, 1);

function told({ schedule, timeZone }: { schedule?: unknown; timeZone?: string }): string[] {
  const parsed = schedule === undefined ? undefined : Schedule.parse(schedule);
  const problems = checkSchedule({ schedule: parsed, timeZone }, NOW);
  return problems.map(({ severity, code, path }) => `${severity} ${code} ${path.join('.')}`);
}

function crontab(schedule: unknown): string | undefined {
  return jobSchedule({ schedule: Schedule.parse(schedule) })?.crontab;
}

describe('checkSchedule', () => {
  it('accepts an expression or its parts', () => {
    const time = { hour: '05', minute: '30', seconds: 0 };
    assert.equal(crontab({ time, month: 'JAN', weekday: { day: 'MON-FRI' } }), '0 30 05 ? JAN MON-FRI *');
    assert.equal(crontab({ time: { hour: 3 }, dayofmonth: { day: 1 }, year: '2027' }), '0 0 3 1 * ? 2027');
    assert.equal(crontab({ crontab: ' 0 0 3 * * ?' }), '0 0 3 * * ? *');
    assert.deepEqual(jobSchedule({ schedule: Schedule.parse({ time }), timeZone: ' Europe/Berlin ' }), {
      crontab: '0 30 05 * * ? *',
      timeZone: 'Europe/Berlin',
    });
    assert.equal(jobSchedule({ timeZone: 'UTC' }), undefined);
  });

  it('reports the path of an error', () => {
    assert.deepEqual(told({ schedule: { crontab: '0 0 3 * * *' } }), [
      'error invalid-schedule schedule.crontab',
    ]);
    assert.deepEqual(told({ schedule: { time: { hour: '25' }, weekday: { day: 'MOO' } } }), [
      'error invalid-schedule schedule.time.hour',
      'error invalid-schedule schedule.weekday.day',
    ]);
    assert.deepEqual(told({ schedule: { crontab: '0 0 3 * * ?' }, timeZone: 'Europe/Berlun' }), [
      'error unknown-time-zone timeZone',
    ]);
  });

  it('warns about a schedule that never starts the job, or never again', () => {
    assert.deepEqual(told({ schedule: { crontab: '0 0 3 30 2 ?' } }), [
      'warning never-fires schedule.crontab',
    ]);
    assert.deepEqual(told({ schedule: { time: { hour: 3 }, year: 2020 } }), [
      'warning never-fires-again schedule',
    ]);
    assert.deepEqual(told({ schedule: { time: { hour: 3 } } }), []);
  });
});
