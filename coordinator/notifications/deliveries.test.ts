import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { DeliveryTrigger } from '../../protocol/entities/delivery.ts';
import { ExecutionSummary } from '../../protocol/entities/execution.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../protocol/entities/settings.ts';
import { ManualClock } from '../dispatch/testing/manual-clock.ts';
import { openEmbeddedJournal } from '../store/journal/embedded-journal.ts';
import type { Journal } from '../store/journal/journal.ts';
import { scratchFolder } from '../store/testing/scratch-folder.ts';
import { Links } from '../views/links.ts';
import { attempt } from './attempt.ts';
import { Deliveries } from './deliveries.ts';
import { plannedDeliveries } from './deliveries-of.ts';
import { DurationTrigger } from './duration-trigger.ts';
import { MailReceiver, WebhookReceiver } from './testing/receivers.ts';

const LINKS = new Links(() => 'http://coordinator');
const MAIL = { recipients: '${option.who}, ops@example.com', attachLog: 'none' } as const;

describe('deliveries', () => {
  const clock = new ManualClock();
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let journal: Journal;
  let deliveries: Deliveries;
  let settings: Settings;
  let environment: NodeJS.ProcessEnv;
  let logged: string[];
  let failed: { readonly execution: number; readonly at: number }[];
  let id = 0;

  async function open(): Promise<void> {
    const worker = new URL('../store/journal/journal-worker.ts', import.meta.url);
    journal = await openEmbeddedJournal({
      path: join(scratch.path, 'journal.db'),
      worker,
      onFatal: assert.fail,
    });
    const parts = {
      links: LINKS,
      hostname: 'here',
      readKey: async () => undefined,
      now: () => clock.epoch(),
    };
    const note = (_: object, message: string) => void logged.push(message);
    deliveries = new Deliveries({
      journal,
      settings: () => settings,
      clock,
      log: { info: note, warn: note, error: note },
      random: () => 1,
      onFailed: (execution, at) => void failed.push({ execution, at }),
      durationTrigger: new DurationTrigger({
        journal,
        links: LINKS,
        execution: (execution) => journal.execution(execution),
      }),
      attempt: (delivery, data) =>
        attempt({ ...parts, settings, environment, logOf: async () => 'line 1\nline 2\n' }, delivery, data),
    });
    deliveries.start();
  }

  beforeEach(async () => {
    scratch = await scratchFolder();
    settings = { ...DEFAULT_SETTINGS, fetch: { ...DEFAULT_SETTINGS.fetch, allowed: ['127.0.0.1'] } };
    environment = {};
    logged = [];
    failed = [];
    await open();
  });
  afterEach(async () => {
    await deliveries.close();
    await journal.close();
    await scratch.remove();
  });

  function summaryOf(more: object = {}): ExecutionSummary {
    return ExecutionSummary.parse({
      id,
      project: 'shop',
      jobId: 'job-1',
      jobName: 'Deploy',
      jobGroup: 'web',
      user: 'ann',
      status: 'failed',
      startedAt: clock.epoch() - 1000,
      endedAt: clock.epoch(),
      reason: { code: 'step-failed', message: 'Step 1 failed.' },
      options: { who: 'bob@example.com' },
      argString: '-who bob@example.com',
      successfulNodes: [],
      failedNodes: ['web1'],
      ...more,
    });
  }

  /** Appends an entry that causes deliveries. */
  async function plan(
    notified: Parameters<typeof plannedDeliveries>[0],
    trigger: DeliveryTrigger,
  ): Promise<void> {
    const time = clock.epoch();
    const entry = { executionId: notified.summary.id, type: 'sample', data: null, time };
    await journal.append([{ ...entry, deliveries: plannedDeliveries(notified, trigger, time) }]);
  }

  type Notification = Parameters<typeof plannedDeliveries>[0]['notifications']['onfailure'];

  /** Adds the deliveries of a failed execution that has these notifications. */
  async function deliver(...notification: NonNullable<Notification>): Promise<void> {
    id += 1;
    const notified = { summary: summaryOf(), notifications: { onfailure: notification } };
    await plan(notified, 'onfailure');
  }

  const views = () => deliveries.ofExecution(summaryOf().id);

  /** Returns the deliveries of the last execution once they had `attempts` attempts in total. */
  async function attempted(attempts: number) {
    for (;;) {
      const found = await views();
      if (found.reduce((sum, it) => sum + it.attempts.length, 0) >= attempts) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('call a webhook with a snapshot of the execution, as signed JSON', async () => {
    await using receiver = await WebhookReceiver.open();
    settings = {
      ...settings,
      notifications: { ...settings.notifications, signingSecretVariable: 'OUTRUNNER_SIGNING_HOOKS' },
    };
    environment = { OUTRUNNER_SIGNING_HOOKS: 'swordfish' };
    const url = receiver.url('/hook?who=${option.who}&job=${job.name}&id=${execution.id}');
    await deliver({ kind: 'webhook', urls: [url], method: 'post', format: 'json' });
    const [view] = await attempted(1);
    assert.equal(view?.state, 'delivered');
    assert.equal(view?.target, receiver.url('/hook'));
    const [call] = receiver.calls;
    assert.ok(call);
    assert.equal(call.path, `/hook?who=bob%40example.com&job=Deploy&id=${id}`);
    const { execution, ...event } = JSON.parse(call.body);
    assert.deepEqual(event, { trigger: 'failure', status: 'failed', executionId: id });
    assert.equal(execution.job.name, 'Deploy');
    assert.equal(execution['date-ended'].unixtime, clock.epoch());
    assert.equal(call.headers['x-rundeck-notification-trigger'], 'failure');
    assert.equal(call.headers['x-rundeck-notification-execution-id'], String(id));
    assert.equal(call.headers['x-rundeck-notification-execution-status'], 'failed');
    assert.equal(call.headers['x-outrunner-delivery'], view?.id);
    const seconds = Math.floor(clock.epoch() / 1000);
    const digest = createHmac('sha256', 'swordfish').update(`${seconds}.${call.body}`).digest('hex');
    assert.equal(call.headers['x-outrunner-signature'], `t=${seconds},v1=${digest}`);
  });

  it('call each URL of a webhook, with GET and no body or with POST and XML', async () => {
    await using receiver = await WebhookReceiver.open();
    await deliver(
      { kind: 'webhook', urls: [receiver.url('/a'), receiver.url('/b')], method: 'get', format: 'json' },
      { kind: 'webhook', urls: [receiver.url('/x')], method: 'post', format: 'xml' },
    );
    await attempted(3);
    const byPath = Object.fromEntries(receiver.calls.map((call) => [call.path, call]));
    assert.equal(byPath['/a']?.method, 'GET');
    assert.equal(byPath['/b']?.body, '');
    assert.match(byPath['/x']?.headers['content-type'] ?? '', /^text\/xml/);
    assert.match(
      byPath['/x']?.body ?? '',
      /<notification trigger="failure" status="failed" executionId="\d+">/,
    );
    assert.match(byPath['/x']?.body ?? '', /<failedNodes><node name="web1"><\/node><\/failedNodes>/);
  });

  it('call a URL that begins with the value of an option', async () => {
    await using receiver = await WebhookReceiver.open();
    const urls = ['${option.hook}/of?who=${option.who}'];
    id += 1;
    const notification = { kind: 'webhook', urls, method: 'post', format: 'json' } as const;
    const summary = summaryOf({ options: { hook: receiver.url('/hook'), who: 'a&b' } });
    const notified = { summary, notifications: { onfailure: [notification] } };
    await plan(notified, 'onfailure');
    const [view] = await attempted(1);
    assert.equal(view?.state, 'delivered', JSON.stringify(view));
    assert.equal(receiver.calls[0]?.path, '/hook/of?who=a%26b');
  });

  it('are retried with a doubling delay under the same id, and abandoned after the last attempt', async () => {
    await using receiver = await WebhookReceiver.open();
    receiver.statuses.push(500, 503, 500);
    settings = { ...settings, notifications: { ...settings.notifications, attempts: 3 } };
    await deliver({ kind: 'webhook', urls: [receiver.url('/')], method: 'post', format: 'json' });
    assert.equal((await attempted(1))[0]?.nextAt, clock.epoch() + 5000);
    clock.advance(5000);
    assert.equal((await attempted(2))[0]?.nextAt, clock.epoch() + 10_000);
    clock.advance(10_000);
    const [view] = await attempted(3);
    assert.equal(view?.state, 'failed');
    assert.match(view?.attempts[2]?.problem ?? '', /status 500/);
    assert.equal(new Set(receiver.calls.map(({ headers }) => headers['x-outrunner-delivery'])).size, 1);
    await until(() => !deliveries.isBusy());
    assert.equal(logged.at(-1), 'a notification was not delivered');
    assert.deepEqual(failed, [{ execution: id, at: clock.epoch() }]);
  });

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
  }

  it('are attempted again after a restart', async () => {
    await using receiver = await WebhookReceiver.open();
    receiver.statuses.push(500);
    await deliver({ kind: 'webhook', urls: [receiver.url('/')], method: 'post', format: 'json' });
    await attempted(1);
    await deliveries.close();
    await journal.close();
    clock.sleep(60_000);
    await open();
    const [view] = await attempted(2);
    assert.equal(view?.state, 'delivered');
    assert.equal(receiver.calls.length, 2);
  });

  it('fail without a call if the settings do not allow the loopback address', async () => {
    await using receiver = await WebhookReceiver.open();
    settings = { ...settings, fetch: { ...settings.fetch, allowed: [] } };
    await deliver({ kind: 'webhook', urls: [receiver.url('/')], method: 'post', format: 'json' });
    const [view] = await attempted(1);
    assert.equal(view?.state, 'failed');
    assert.match(view?.attempts[0]?.problem ?? '', /loopback/);
    assert.deepEqual(receiver.calls, []);
  });

  it('log in to the SMTP server and send mails without a log, with the log inline, and with the log attached', async () => {
    await using receiver = await MailReceiver.open();
    const mail = { host: '127.0.0.1', port: receiver.port, security: 'none', user: 'outrunner' } as const;
    const passwordVariable = 'OUTRUNNER_MAIL_PASSWORD';
    settings = { ...settings, mail: { ...settings.mail, ...mail, passwordVariable } };
    environment = { [passwordVariable]: 'secret' };
    await deliver(
      { kind: 'email', ...MAIL },
      {
        kind: 'email',
        ...MAIL,
        subject: '${job.name} #${execution.id}\nX: ${execution.status}',
        attachLog: 'inline',
      },
      { kind: 'email', ...MAIL, attachLog: 'file' },
    );
    const found = await attempted(3);
    assert.deepEqual(
      found.map(({ state }) => state),
      ['delivered', 'delivered', 'delivered'],
      JSON.stringify(found),
    );
    const [plain, inline, file] = receiver.mails.toSorted((a, b) => a.text.length - b.text.length);
    assert.deepEqual(plain?.to, ['bob@example.com', 'ops@example.com']);
    assert.equal(plain?.user, 'outrunner');
    assert.match(plain?.text ?? '', /^Subject: FAILED \[shop\] web\/Deploy\r$/m);
    assert.match(plain?.text ?? '', /Reason: {7}Step 1 failed\./);
    assert.match(plain?.text ?? '', new RegExp(`^Message-ID: <outrunner\\.${id}-onfailure-1\\.`, 'm'));
    assert.match(inline?.text ?? '', new RegExp(`^Subject: Deploy #${id} X: failed\r$`, 'm'));
    assert.match(inline?.text ?? '', /line 1\r\nline 2/);
    assert.match(file?.text ?? '', new RegExp(`filename="?execution-${id}\\.log`));
  });

  it('retry a mail that the server refused, and report a missing SMTP host and a refused variable', async () => {
    await using receiver = await MailReceiver.open();
    receiver.refusals.push(451);
    const mail = { host: '127.0.0.1', port: receiver.port, security: 'none' } as const;
    settings = { ...settings, mail: { ...settings.mail, ...mail } };
    await deliver({ kind: 'email', ...MAIL });
    const [first] = await attempted(1);
    assert.match(first?.attempts[0]?.problem ?? '', /451/);
    clock.advance(5000);
    assert.equal((await attempted(2))[0]?.state, 'delivered');
    const wrong = [{ user: 'me', passwordVariable: 'PATH' }, { host: '' }];
    for (const [index, problem] of [/rename the variable/, /mail\.host/].entries()) {
      settings = { ...settings, mail: { ...settings.mail, ...wrong[index] } };
      await deliver({ kind: 'email', ...MAIL });
      assert.match((await attempted(1))[0]?.attempts[0]?.problem ?? '', problem);
    }
  });

  it('send the HTTP request of an `HttpNotification` plugin, and report an unknown plugin as missing', async () => {
    await using receiver = await WebhookReceiver.open();
    const configuration = {
      remoteUrl: receiver.url('/plugin'),
      method: 'PUT',
      body: '{"text": "${job.name} ${execution.status}"}',
      contentType: 'application/json',
      headers: 'X-Team: ops',
    };
    await deliver(
      { kind: 'plugin', type: 'HttpNotification', configuration },
      { kind: 'plugin', type: 'PagerNotification', configuration: {} },
    );
    const [http, other] = await attempted(2);
    assert.equal(http?.state, 'delivered', JSON.stringify(http));
    assert.equal(receiver.calls[0]?.method, 'PUT');
    assert.equal(receiver.calls[0]?.headers['x-team'], 'ops');
    assert.equal(receiver.calls[0]?.body, '{"text": "Deploy failed"}');
    assert.equal(other?.state, 'failed');
    assert.match(other?.attempts[0]?.problem ?? '', /"PagerNotification" is not part of this program/);
  });

  describe('for executions that take longer than usual', () => {
    async function run(more: object): Promise<void> {
      const data = { executionId: summaryOf().id, type: 'sample', data: null, time: clock.epoch() };
      await journal.append([{ ...data, summary: summaryOf(more) }]);
    }

    async function begin(threshold: string, url: string): Promise<void> {
      id += 1;
      const running = { status: 'running', startedAt: clock.epoch(), endedAt: undefined, reason: undefined };
      await run(running);
      const hook = { kind: 'webhook', urls: [url], method: 'post', format: 'json' } as const;
      const notified = { summary: summaryOf(running), notifications: { onavgduration: [hook], threshold } };
      await plan(notified, 'onavgduration');
    }

    beforeEach(async () => {
      for (const seconds of [8, 12]) {
        id += 1;
        const endedAt = clock.epoch();
        await run({ status: 'succeeded', startedAt: endedAt - seconds * 1000, endedAt });
      }
    });

    it('are sent once the execution exceeds the threshold', async () => {
      await using receiver = await WebhookReceiver.open();
      await begin('+${option.none}5', receiver.url('/'));
      clock.advance(14_999);
      assert.equal(receiver.calls.length, 0);
      clock.advance(1);
      const [view] = await attempted(1);
      assert.equal(view?.state, 'delivered');
      assert.equal(JSON.parse(receiver.calls[0]?.body ?? '').trigger, 'avgduration');
    });

    it('are not sent if the execution ends before the threshold', async () => {
      await using receiver = await WebhookReceiver.open();
      await begin('50%', receiver.url('/'));
      clock.advance(14_000);
      await run({ status: 'succeeded', startedAt: clock.epoch() - 14_000, endedAt: clock.epoch() });
      clock.advance(2000);
      await until(async () => (await views())[0]?.state === 'not-needed');
      assert.deepEqual(receiver.calls, []);
    });
  });
});
