import assert from 'node:assert/strict';
import { Job } from './job.ts';
import { logLimit } from './log-limit.ts';
import { notificationsAt } from './notification.ts';
import { scheduleCrontab } from './schedule.ts';
import { globalLogFilters, rulesetText } from './workflow.ts';

function parse(parts: Record<string, unknown>): Job {
  return Job.parse({ name: 'a', sequence: { commands: [{ exec: 'id' }] }, ...parts });
}

describe('parsing the parts of a job', () => {
  it('reads every form of a schedule as a Quartz expression of seven fields', () => {
    const cases: [unknown, string][] = [
      [{ crontab: '0 30 */6 ? Jan Mon *' }, '0 30 */6 ? Jan Mon *'],
      [{ crontab: ' 0 0 12 1 * ? ' }, '0 0 12 1 * ? *'],
      [{ time: { hour: '05', minute: '01' }, weekday: { day: 'MON' } }, '0 01 05 ? * MON *'],
      [{ time: { hour: 5 }, month: 'JAN', year: 2030, dayofmonth: { day: 3 } }, '0 0 5 3 JAN ? 2030'],
      [{ time: { hour: 5 } }, '0 0 5 * * ? *'],
      [{ time: { hour: 5 }, dayofmonth: { day: '*' }, weekday: { day: 'FRI' } }, '0 0 5 ? * FRI *'],
    ];
    for (const [schedule, expected] of cases) {
      const parsed = parse({ schedule }).schedule;
      assert.ok(parsed !== undefined);
      assert.equal(scheduleCrontab(parsed), expected);
    }
    for (const schedule of [{}, { crontab: '0 0 5 * * ? *', time: { hour: 1 } }, { crontab: '* * * * *' }]) {
      assert.throws(() => parse({ schedule }));
    }
    assert.throws(() => parse({ schedule: { dayofmonth: { day: 1 }, weekday: { day: 'MON' } } }));
  });

  it('refuses an option named __proto__', () => {
    const named = (name: string) => parse({ options: [{ name, value: 'x' }] });
    assert.equal(named('constructor').options[0]?.name, 'constructor');
    assert.throws(() => named('__proto__'), /An option cannot be named .*__proto__/);
  });

  it('reads a retry as a count and an optional delay', () => {
    assert.deepEqual(parse({ retry: 3 }).retry, { retry: '3' });
    assert.deepEqual(parse({ retry: { retry: '${option.r}', delay: '1h1m' } }).retry, {
      retry: '${option.r}',
      delay: '1h1m',
    });
    for (const retry of ['often', { retry: 1, delay: 'soon' }]) assert.throws(() => parse({ retry }));
  });

  it('reads a log limit as lines, lines per node, or bytes', () => {
    const halted = { action: 'halt', status: 'failed' } as const;
    assert.deepEqual(logLimit(parse({ loglimit: 100 })), { kind: 'lines', amount: 100, ...halted });
    assert.deepEqual(logLimit(parse({ loglimit: '7/node', loglimitStatus: 'aborted' })), {
      kind: 'lines-per-node',
      amount: 7,
      action: 'halt',
      status: 'aborted',
    });
    assert.deepEqual(logLimit(parse({ loglimit: '5MB', loglimitAction: 'truncate' })), {
      kind: 'bytes',
      amount: 5 * 1024 * 1024,
      action: 'truncate',
      status: 'failed',
    });
    for (const [written, amount] of [
      ['1k', 1024],
      ['1Kb', 1024],
      ['2M', 2_097_152],
      ['7b', 7],
    ] as const) {
      assert.deepEqual(logLimit(parse({ loglimit: written })), { kind: 'bytes', amount, ...halted });
    }
    assert.equal(logLimit(parse({})), undefined);
    assert.throws(() => parse({ loglimit: 'much' }));
    assert.throws(() => parse({ loglimit: '1z' }));
  });

  it('reads notifications as one list per trigger, of mails, webhooks and plugins', () => {
    const { notification } = parse({
      notification: {
        onfailure: { recipients: 'a@example.org', urls: 'https://a, https://b', httpMethod: 'GET' },
        onstart: [
          { email: { recipients: 'b@example.org', subject: 'S', attachLog: 'true', attachLogInline: true } },
          { plugin: { type: 'x' } },
          { plugin: [{ type: 'y', configuration: { n: 1 } }] },
        ],
      },
    });
    assert.deepEqual(notificationsAt(notification, 'onfailure'), [
      { kind: 'email', recipients: 'a@example.org', attachLog: 'none' },
      { kind: 'webhook', urls: ['https://a', 'https://b'], method: 'get', format: 'json' },
    ]);
    assert.deepEqual(notificationsAt(notification, 'onstart'), [
      { kind: 'email', recipients: 'b@example.org', subject: 'S', attachLog: 'inline' },
      { kind: 'plugin', type: 'x', configuration: {} },
      { kind: 'plugin', type: 'y', configuration: { n: '1' } },
    ]);
    assert.deepEqual(notificationsAt(notification, 'onsuccess'), []);
  });

  it('converts node filters in the old form, and keeps an empty filter', () => {
    const nodes = (nodefilters: unknown) => parse({ nodefilters }).nodefilters;
    assert.equal(
      nodes({ include: { tags: 'web+prod', name: 'a b' }, exclude: { 'os-family': 'windows' } })?.filter,
      'name: "a b" tags: web+prod !os-family: windows',
    );
    assert.equal(nodes({ dispatch: { threadcount: 2 } })?.filter, undefined);
    assert.equal(nodes({ filter: '' })?.filter, '');
    assert.deepEqual(nodes({ filter: '.*' })?.dispatch, {
      threadcount: '1',
      keepgoing: false,
      excludePrecedence: true,
      rankOrder: 'ascending',
      successOnEmptyNodeFilter: false,
    });
  });

  it('reads the URL settings of an option into one object', () => {
    const remote = (option: Record<string, unknown>) =>
      parse({ options: [{ name: 'x', valuesUrl: 'https://a', ...option }] }).options[0]?.configRemoteUrl;
    assert.deepEqual(remote({ remoteUrlAuthenticationType: 'BASIC', configRemoteUrl: { username: 'a' } }), {
      authenticationType: 'BASIC',
      username: 'a',
    });
    assert.equal(remote({}), undefined);
  });

  it('reads log filters and rules of a sequence', () => {
    const { sequence } = parse({
      sequence: {
        commands: [{ exec: 'id' }],
        pluginConfig: {
          LogFilter: [{ type: 'x', config: null }],
          WorkflowStrategy: { ruleset: { rules: '[*]' } },
        },
      },
    });
    assert.deepEqual(globalLogFilters(sequence), [{ type: 'x', config: {} }]);
    assert.equal(rulesetText(sequence), '[*]');
  });

  it('changes nothing when the result is parsed again', () => {
    const job = parse({
      retry: 3,
      schedule: { time: { hour: 1 } },
      nodefilters: { include: { tags: 'a' } },
      notification: { onstart: { plugin: { type: 'x' } } },
    });
    assert.deepEqual(Job.parse(job), job);
  });
});
