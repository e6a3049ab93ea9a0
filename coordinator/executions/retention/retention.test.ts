import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS, type Settings } from '../../../protocol/entities/settings.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { AuditLine } from '../../audit/audit.ts';
import { executionId, sampleEntry } from '../../store/journal/journal.conformance.ts';
import { TestExecutions } from '../testing/test-executions.ts';
import { Retention } from './retention.ts';

const MANY = `- name: Deploy
  multipleExecutions: true
  sequence:
    commands:
      - exec: deploy
`;
const RETRIED = MANY.replace('  sequence', "  retry: '1'\n  sequence");
const DAY = 86_400_000;

describe('Retention', () => {
  let test: TestExecutions;
  let settings: Settings;
  let retention: Retention;
  let audited: AuditLine[];
  beforeEach(async () => {
    test = await TestExecutions.start();
    settings = DEFAULT_SETTINGS;
    audited = [];
    retention = new Retention({
      definitions: test.definitions,
      settings: () => settings,
      journal: test.journal,
      output: { rawSize: async () => 1000 },
      executions: test.executions,
      audit: (line) => audited.push(line),
      clock: test.clock,
      log: {
        info: () => undefined,
        warn: (fields) => test.errors.push(JSON.stringify(fields)),
        error: assert.fail,
      },
    });
  });
  afterEach(async () => {
    await retention.close();
    await test.close();
  });

  const limit = (limits: Partial<Settings['retention']>) => {
    settings = { ...settings, retention: { ...settings.retention, minimum: 0, ...limits } };
  };

  async function ended(): Promise<ExecutionId> {
    const { id } = await test.run(MANY);
    await test.step();
    await test.until(id, ({ status }) => status === 'succeeded');
    return id;
  }

  const prune = (dryRun: boolean) => retention.prune({ includes: () => true, dryRun, record: undefined });
  const left = async () => (await test.executions.ids({ offset: 0, max: 100 })).toReversed();

  it('deletes nothing by default', async () => {
    await ended();
    assert.deepEqual(await prune(false), []);
    assert.equal((await left()).length, 1);
  });

  it('counts in a dry run the executions that the next sweep deletes, by the first limit that they exceed', async () => {
    const ids = [await ended(), await ended()];
    test.clock.advance(2 * DAY);
    for (let count = 0; count < 3; count += 1) ids.push(await ended());
    limit({ ageSeconds: 86_400, count: 2 });
    const [dry = assert.fail()] = await prune(true);
    assert.deepEqual(dry.limits, { ageSeconds: 86_400, count: 2, minimum: 0 });
    const { bytes, ...expired } = dry.expired;
    assert.deepEqual([dry.project, dry.executions, dry.exempt], ['shop', 5, 0]);
    assert.deepEqual(expired, { count: 3, byAge: 2, byCount: 1, bySize: 0 });
    assert.ok(bytes > 3000, String(bytes));
    assert.deepEqual(await left(), ids);
    assert.deepEqual(await prune(false), [dry]);
    assert.deepEqual(await left(), ids.slice(3));
  });

  it('deletes the oldest executions beyond a total size, but keeps the minimum number', async () => {
    const ids = [await ended(), await ended(), await ended()];
    limit({ bytes: 1 });
    settings = { ...settings, retention: { ...settings.retention, minimum: 2 } };
    const [result] = await prune(false);
    assert.equal(result?.expired.bySize, 1);
    assert.deepEqual(await left(), ids.slice(1));
  });

  it('keeps executions that are open, wait for their retry or have a notification to send', async () => {
    const job = await test.storedJob(
      RETRIED.replace("retry: '1'", "retry: {retry: '1', delay: 9d}"),
      'job-1',
    );
    const { id: retried } = await test.executions.run({ job, user: 'ann' });
    await test.step(1);
    await test.until(retried, ({ status }) => status === 'failed-with-retry');
    const notified = await ended();
    const delivery = { id: 'a', executionId: executionId(notified), due: 5, data: null };
    await test.journal.append([{ ...sampleEntry(notified), deliveries: [delivery] }]);
    await ended();
    const { id: open } = await test.run(MANY);
    // Shorter than the time after which an execution that waits for a runner fails.
    test.clock.advance(2000);
    limit({ ageSeconds: 1, count: 1 });
    const [result] = await prune(false);
    assert.deepEqual([result?.expired.count, result?.exempt], [1, 2]);
    assert.deepEqual(await left(), [retried, notified, open]);
  });

  it('uses the limits of a project in place of the settings, and reports limits that cannot be read', async () => {
    const ids = [await ended(), await ended()];
    limit({ count: 1 });
    const configure = (days: string) =>
      test.createProject('shop', {
        'project.execution.history.cleanup.enabled': 'true',
        'project.execution.history.cleanup.retention.days': days,
      });
    await configure('1');
    const [own] = await prune(false);
    assert.deepEqual(own?.limits, { ageSeconds: 86_400, minimum: 50 });
    await configure('soon');
    const [unreadable] = await prune(false);
    assert.match(unreadable?.problem ?? '', /retention\.days is "soon"/);
    assert.deepEqual(await left(), ids);
  });

  it('sweeps a minute after the start and at its interval, which a change of the settings adjusts at once', async () => {
    const swept = async () => {
      // Waits for the sweep that a timer started.
      await prune(true);
      return left();
    };
    await ended();
    limit({ count: 1, sweepSeconds: 3600 });
    retention.start();
    const second = await ended();
    test.clock.advance(60_000);
    assert.deepEqual(await swept(), [second]);
    assert.deepEqual(
      audited.map(({ who, what, subject, name, from }) => [who, what, subject, name, from]),
      [['coordinator', 'execution.delete', String(second - 1), 'Deploy', 'retention']],
    );
    const third = await ended();
    limit({ sweepSeconds: 10 });
    await test.definitions.change((draft) => draft.put('settings', 'settings', settings));
    test.clock.advance(10_000);
    assert.deepEqual(await swept(), [third]);
    const fourth = await ended();
    test.clock.advance(10_000);
    assert.deepEqual(await swept(), [fourth]);
  });
});
