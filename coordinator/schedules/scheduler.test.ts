import assert from 'node:assert/strict';
import type { JobSchedule } from '../../job-language/schedules/job-schedule.ts';
import { TestExecutions } from '../executions/testing/test-executions.ts';
import { settingsOf } from '../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import { JournalCommit } from '../store/journal/journal-commit.ts';
import { FireRecords } from './fire-record.ts';
import { Scheduler } from './scheduler.ts';

const MINUTE = 60_000;
const ECHO = 'name: Deploy\nsequence:\n  commands:\n    - exec: echo hello\n';
const EVERY_MINUTE = '0 * * * * ?';

describe('the scheduler', () => {
  let test: TestExecutions;
  let scheduler: Scheduler;
  let audited: string[];

  async function openScheduler(): Promise<void> {
    scheduler = await Scheduler.open({
      definitions: test.definitions,
      executions: test.executions,
      journal: test.journal,
      clock: test.clock,
      log: { info: () => undefined, warn: () => undefined, error: assert.fail },
      audit: ({ what, detail }) => void audited.push(`${what}: ${detail}`),
    });
    scheduler.start();
  }

  beforeEach(async () => {
    test = await TestExecutions.start();
    audited = [];
    // Advance to a full minute.
    test.clock.advance(40_000);
    await openScheduler();
  });
  afterEach(async () => {
    await scheduler.close();
    await test.close();
  });

  async function save(crontab: string, more: Partial<JobRecord> = {}, text = ECHO): Promise<JobRecord> {
    const schedule: JobSchedule = { crontab, timeZone: 'UTC' };
    const record = { ...(await test.job(text)), schedule, modifiedAt: test.clock.epoch(), ...more };
    await test.definitions.change((draft) => draft.put('jobs', record.id, record));
    return record;
  }

  /** Advances the clock, and waits until all due fires have been handled. */
  async function advance(milliseconds: number): Promise<void> {
    test.clock.advance(milliseconds);
    await settled();
  }

  /** Waits until no fire is due. */
  async function settled(): Promise<void> {
    const { id } = await test.job(ECHO);
    while ((scheduler.status(id).next ?? Number.POSITIVE_INFINITY) <= test.clock.epoch()) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function planned(): Promise<(number | undefined)[]> {
    const { executions } = await test.executions.list({ offset: 0, max: 100 });
    return executions.map(({ schedule }) => schedule?.plannedAt).reverse();
  }

  const MANY = `${ECHO}multipleExecutions: true\n`;

  it('starts a job at its scheduled times, as the user who edited it last, with the type `scheduled`', async () => {
    const start = test.clock.epoch();
    const { id } = await save(EVERY_MINUTE, {}, MANY);
    assert.equal(scheduler.status(id).next, start + MINUTE);
    await advance(MINUTE);
    await advance(MINUTE);
    assert.deepEqual(await planned(), [start + MINUTE, start + 2 * MINUTE]);
    const { executions } = await test.executions.list({ offset: 0, max: 1 });
    assert.equal(executions[0]?.executionType, 'scheduled');
    assert.equal(executions[0]?.user, 'ann');
    assert.equal(scheduler.status(id).next, start + 3 * MINUTE);
    assert.equal(scheduler.isActive(), true);
  });

  it('skips a run while the job is still running, and records the reason', async () => {
    const { id } = await save(EVERY_MINUTE);
    await advance(MINUTE);
    await advance(MINUTE);
    assert.equal((await planned()).length, 1);
    const { last } = scheduler.status(id);
    assert.equal(last?.outcome.kind === 'skipped' && last.outcome.reason.code, 'job-already-running');
    assert.match(audited.at(-1) ?? '', /^schedule.skip: .*already running/);
  });

  it('records why a scheduled run could not start', async () => {
    const { id } = await save(EVERY_MINUTE, {}, `${ECHO}options:\n  - {name: env, required: true}\n`);
    await advance(MINUTE);
    const { last } = scheduler.status(id);
    assert.equal(last?.outcome.kind === 'refused' && last.outcome.reason.code, 'options-invalid');
    assert.match(audited.at(-1) ?? '', /^schedule.refuse/);
    assert.deepEqual(await planned(), []);
  });

  it('applies edits, switches and deletions at once', async () => {
    const record = await save('0 0 3 * * ?');
    await save('0 30 22 * * ?');
    const next = scheduler.status(record.id).next ?? 0;
    assert.equal(new Date(next).toISOString(), '2023-11-14T22:30:00.000Z');
    await save(EVERY_MINUTE, { scheduleEnabled: false });
    assert.deepEqual(scheduler.status(record.id), {});
    assert.equal(scheduler.isActive(), false);
    await save(EVERY_MINUTE, { executionEnabled: false });
    assert.equal(scheduler.isActive(), false);
    await save(EVERY_MINUTE);
    assert.equal(scheduler.isActive(), true);
    await test.definitions.change((draft) => draft.remove('jobs', record.id));
    assert.equal(scheduler.isActive(), false);
    await advance(5 * MINUTE);
    assert.deepEqual(await planned(), []);
  });

  it('starts one execution for all runs that were missed while the coordinator was stopped', async () => {
    const start = test.clock.epoch();
    await save(EVERY_MINUTE, {}, MANY);
    await scheduler.close();
    test.clock.sleep(10 * MINUTE + 1000);
    await test.crash();
    await openScheduler();
    await settled();
    assert.deepEqual(await planned(), [start + 10 * MINUTE]);
    const { executions } = await test.executions.list({ offset: 0, max: 1 });
    assert.deepEqual(executions[0]?.schedule?.missed, { count: 10, firstAt: start + MINUTE });
    await advance(MINUTE);
    assert.deepEqual(await planned(), [start + 10 * MINUTE, start + 11 * MINUTE]);
  });

  it('skips missed runs if the settings request that', async () => {
    const { id } = await save(EVERY_MINUTE, {}, MANY);
    await test.definitions.change((draft) => {
      const settings = settingsOf(draft);
      draft.put('settings', 'settings', {
        ...settings,
        schedules: { ...settings.schedules, missed: 'skip' },
      });
    });
    await scheduler.close();
    test.clock.sleep(10 * MINUTE);
    await test.crash();
    await openScheduler();
    await settled();
    assert.deepEqual(await planned(), []);
    assert.match(audited.at(-1) ?? '', /^schedule.skip: .*10 fires were missed/);
    assert.equal(scheduler.status(id).next, test.clock.epoch() + MINUTE);
  });

  it('starts one execution for the runs that were missed while the host slept', async () => {
    const start = test.clock.epoch();
    await save('0 0/5 * * * ?', {}, MANY);
    test.clock.sleep(63 * MINUTE);
    await settled();
    const [only, ...others] = await planned();
    assert.deepEqual(others, []);
    assert.ok(only !== undefined && only > start + 55 * MINUTE);
  });

  it('neither repeats nor loses a run whose record was lost in a crash', async () => {
    const start = test.clock.epoch();
    const { id } = await save(EVERY_MINUTE, {}, MANY);
    await advance(MINUTE);
    await scheduler.close();
    await test.journal.forgetMeta(`schedule/${id}`);
    await test.crash();
    await openScheduler();
    await settled();
    assert.deepEqual(await planned(), [start + MINUTE]);
    await advance(MINUTE);
    assert.deepEqual(await planned(), [start + MINUTE, start + 2 * MINUTE]);
  });

  it('does not repeat runs when the clock is set back, and does not wait if the clock was far ahead', async () => {
    const start = test.clock.epoch();
    const { id } = await save(EVERY_MINUTE, {}, MANY);
    const outcome = { kind: 'skipped', reason: { code: 'missed', message: '' } } as const;
    const records = new FireRecords(test.journal);
    const reopened = async (until: number): Promise<number | undefined> => {
      await scheduler.close();
      await records.keep(id, { plannedAt: until, until, outcome }, new JournalCommit());
      await openScheduler();
      return scheduler.status(id).next;
    };
    assert.equal(await reopened(start + 30 * MINUTE), start + 31 * MINUTE);
    assert.equal(await reopened(start + 365 * 24 * 60 * MINUTE), start + MINUTE);
  });

  it('starts nothing while the coordinator is passive, and does not catch up later', async () => {
    const setActive = (active: boolean) =>
      test.definitions.change((draft) => {
        draft.put('settings', 'settings', { ...settingsOf(draft), executionMode: { active } });
      });
    await save(EVERY_MINUTE, {}, MANY);
    await setActive(false);
    assert.equal(scheduler.isActive(), false);
    await advance(MINUTE);
    await advance(MINUTE);
    assert.deepEqual(await planned(), []);
    assert.equal(audited.filter((line) => line.includes('passive')).length, 1);
    await setActive(true);
    await advance(MINUTE);
    assert.equal((await planned()).length, 1);
  });
});
