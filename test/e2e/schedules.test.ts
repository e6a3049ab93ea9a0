import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { MailReceiver, WebhookReceiver } from '../../coordinator/notifications/testing/receivers.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, importJob, runJob } from './harness/jobs.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

/** Duration of the outage, in ms. Not a synchronisation: the test checks the runs that are missed during the outage. */
const AWAY_MS = 4_000;
const EVERY_SECOND = { crontab: '* * * * * ? *' };
const PROJECT = ProjectName.parse('demo');

const LOCAL = { args: ['--local-runner-same-user'] };

async function executionsOf(coordinator: Coordinator) {
  const { executions } = await coordinator.client.listProjectExecutions({
    params: { project: PROJECT },
    query: { max: 1000 },
  });
  return executions.toReversed();
}

describe('a schedule', () => {
  it('runs once for each planned time across kill -9, and once for all missed times', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator(LOCAL);
    const job = await importJob(coordinator.client, {
      name: 'tick',
      steps: [{ exec: 'echo "$RD_JOB_EXECUTIONTYPE"' }],
      more: { schedule: EVERY_SECOND, multipleExecutions: true, timeZone: 'UTC' },
    });
    await until('two fires', async () => ((await executionsOf(coordinator)).length >= 2 ? true : undefined));
    await coordinator.program.end('SIGKILL');
    await pause(AWAY_MS);
    coordinator = await coordinator.again();
    const missed = await until('the run for missed fires', async () =>
      (await executionsOf(coordinator)).find(({ schedule }) => schedule?.missed !== undefined),
    );
    assert.ok((missed.schedule?.missed?.count ?? 0) >= 3, JSON.stringify(missed.schedule));
    assert.equal(missed.executionType, 'scheduled');
    const log = await coordinator.client.getExecutionOutput({
      params: { execution: missed.id },
      query: { engine: 'true' },
    });
    assert.match(log.entries[0]?.log ?? '', /started by its schedule, once for \d+ fires that were missed/);
    await coordinator.client.disableJobSchedule({ params: { job } });
    const ended = await endOf(coordinator.client, missed.id);
    assert.equal(ended.status, 'succeeded', JSON.stringify(ended.reason));
    const planned = (await executionsOf(coordinator)).map(({ schedule }) => schedule?.plannedAt ?? 0);
    assert.equal(new Set(planned).size, planned.length);
    assert.deepEqual(
      planned,
      planned.toSorted((a, b) => a - b),
    );
    assert.ok(planned.every((instant) => instant % 1000 === 0 && instant > 0));
    const gaps = planned.slice(1).filter((instant, index) => instant - (planned[index] ?? 0) > 1000);
    assert.equal(gaps.length, 1, `gaps before ${gaps}`);
  });

  it('neither loses nor duplicates a planned time if the coordinator is killed with -9 repeatedly', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator(LOCAL);
    await importJob(coordinator.client, {
      name: 'tick',
      steps: [{ exec: 'true' }],
      more: { schedule: EVERY_SECOND, multipleExecutions: true, timeZone: 'UTC' },
    });
    for (let kill = 1; kill <= 4; kill += 1) {
      // Kill at a different fraction of the second each time.
      await pause(1000 + kill * 190);
      await coordinator.program.end('SIGKILL');
      coordinator = await coordinator.again();
    }
    const last = Math.floor(Date.now() / 1000) * 1000;
    const planned = await until('the latest planned fire', async () => {
      const all = (await executionsOf(coordinator)).flatMap(({ schedule }) => schedule ?? []);
      return all.some(({ plannedAt }) => plannedAt >= last) ? all : undefined;
    });
    const ordered = planned.toSorted((a, b) => a.plannedAt - b.plannedAt);
    let next = ordered[0]?.plannedAt ?? 0;
    for (const { plannedAt, missed } of ordered) {
      assert.equal(missed?.firstAt ?? plannedAt, next, JSON.stringify(ordered));
      assert.equal(missed?.count ?? 1, (plannedAt - next) / 1000 + 1);
      next = plannedAt + 1000;
    }
  });

  it('shows its next planned times, can be disabled and enabled, and pauses while the coordinator is passive', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator(LOCAL);
    const { client } = coordinator;
    const job = await importJob(client, {
      name: 'rare',
      steps: ['echo'],
      more: { schedule: { crontab: '0 0 3 29 2 ?' }, timeZone: 'Europe/Berlin' },
    });
    const api = (method: string, path: string, body?: unknown) =>
      coordinator.call(method, `/api/53${path}`, body);
    const info = await client.getJobInfo({ params: { job } });
    assert.equal(info.scheduled, true);
    assert.match(info.nextScheduledExecution ?? '', /^20\d\d-02-29T02:00:00Z$/);
    const forecast = await client.getJobForecast({ params: { job }, query: { time: '9y', max: 2 } });
    assert.equal(forecast.futureScheduledExecutions.length, 2);
    assert.deepEqual(
      (await client.listScheduledJobs()).map(({ id }) => id),
      [job],
    );

    assert.deepEqual(await api('POST', `/job/${job}/schedule/disable`), {
      status: 200,
      body: { success: true },
    });
    assert.deepEqual(await client.listScheduledJobs(), []);
    const text = (await api('GET', `/job/${job}?format=yaml`)).body;
    assert.match(String(text), /scheduleEnabled: false/);
    const bulk = await api('POST', '/jobs/schedule/enable', { ids: [job, 'nowhere'] });
    assert.deepEqual(bulk.body, {
      requestCount: 2,
      enabled: true,
      allsuccessful: false,
      succeeded: [{ id: job, message: 'success' }],
      failed: [{ id: 'nowhere', errorCode: 'not-found', message: bulkMessage(bulk.body) }],
    });
    assert.equal((await client.listScheduledJobs()).length, 1);
    await api('POST', `/jobs/execution/disable?idlist=${job}`);
    assert.equal((await api('POST', `/job/${job}/run`)).status, 409);
    await api('POST', `/job/${job}/execution/enable`);

    assert.deepEqual((await api('POST', '/system/executions/disable')).body, { executionMode: 'passive' });
    assert.deepEqual((await api('GET', '/system/executions/status')).body, { executionMode: 'passive' });
    assert.equal((await api('GET', '/system/executions/status?passiveAs503=true')).status, 503);
    const refused = await api('POST', `/job/${job}/run`);
    assert.equal(refused.status, 409);
    assert.equal((refused.body as { errorCode: string }).errorCode, 'execution-mode-passive');
    assert.equal((await client.systemInfo()).system.executions.executionMode, 'passive');
    const view = await client.getJobSchedule({ params: { job } });
    assert.match(view.rests ?? '', /passive/);
    await api('POST', '/system/executions/enable');
    assert.equal((await client.systemInfo()).system.executions.active, true);

    await client.setProjectConfig({
      params: { project: PROJECT },
      body: { 'project.disable.executions': 'true' },
    });
    const disabled = await api('POST', `/job/${job}/run`);
    assert.equal((disabled.body as { errorCode: string }).errorCode, 'project-executions-disabled');
  });
});

function bulkMessage(body: unknown): string {
  return (body as { failed: { message: string }[] }).failed[0]?.message ?? '';
}

describe('a notification', () => {
  it('is delivered by the next coordinator after a kill -9, if no receiver accepted it before', async () => {
    await using world = await World.open();
    await using receiver = await WebhookReceiver.open();
    let coordinator = await world.coordinator(LOCAL);
    await coordinator.client.updateSettings({
      body: { fetch: { allowed: ['127.0.0.1'] }, notifications: { retrySeconds: 1 } },
    });
    // The receiver refuses everything until the coordinator is killed.
    receiver.statuses.push(...Array.from({ length: 1000 }, () => 503));
    const execution = await runJob(coordinator.client, {
      name: 'told',
      steps: ['exit 3'],
      more: {
        notification: {
          onstart: { urls: receiver.url('/start') },
          onfailure: { urls: receiver.url('/failure') },
        },
      },
    });
    assert.equal((await endOf(coordinator.client, execution)).status, 'failed');
    // The coordinator stores the result of a delivery after the receiver's answer. A kill in between would repeat the
    // delivery.
    await until('both refusals to be stored', async () => {
      const told = await coordinator.client.listExecutionNotifications({ params: { execution } });
      return told.notifications.every(({ attempts }) => attempts.length > 0) ? true : undefined;
    });
    await coordinator.program.end('SIGKILL');
    receiver.statuses.length = 0;
    const before = receiver.calls.length;
    coordinator = await coordinator.again();
    const { notifications } = await until('both to be delivered', async () => {
      const told = await coordinator.client.listExecutionNotifications({ params: { execution } });
      return told.notifications.every(({ state }) => state === 'delivered') ? told : undefined;
    });
    assert.deepEqual(
      notifications.map(({ trigger }) => trigger),
      ['onstart', 'onfailure'],
    );
    assert.ok(notifications.every(({ attempts }) => attempts.some(({ problem }) => problem !== undefined)));
    const taken = receiver.calls.slice(before);
    assert.deepEqual(taken.map(({ path }) => path).toSorted(), ['/failure', '/start']);
    for (const { path, headers, body } of receiver.calls) {
      const trigger = path.slice(1);
      assert.equal(headers['x-outrunner-delivery'], `${execution}-on${trigger}-1`);
      assert.equal(JSON.parse(body).status, trigger === 'start' ? 'running' : 'failed');
    }
  });

  it('is mailed with the log, after a failure with a retry and after the last failure', async () => {
    await using world = await World.open();
    await using receiver = await MailReceiver.open('pass word');
    world.environment['OUTRUNNER_MAIL_PASSWORD'] = 'pass word';
    const coordinator = await world.coordinator(LOCAL);
    const mail = { host: '127.0.0.1', port: receiver.port, security: 'none', user: 'me' } as const;
    await coordinator.client.updateSettings({
      body: { mail: { ...mail, passwordVariable: 'OUTRUNNER_MAIL_PASSWORD', from: 'outrunner@example.com' } },
    });
    const email = (name: string) => ({
      email: {
        recipients: `${name}@example.com`,
        subject: '${job.name} ${execution.status}',
        attachLogInline: true,
      },
    });
    const first = await runJob(coordinator.client, {
      name: 'flaky',
      steps: ['echo attempt $RD_JOB_RETRYATTEMPT', 'exit 4'],
      more: {
        retry: '1',
        notification: { onretryablefailure: email('again'), onfailure: email('over') },
      },
    });
    assert.equal((await endOf(coordinator.client, first)).status, 'failed-with-retry');
    await until('both mails', () => (receiver.mails.length === 2 ? true : undefined));
    const [again, over] = receiver.mails;
    assert.deepEqual([again?.to, over?.to], [['again@example.com'], ['over@example.com']]);
    assert.match(again?.text ?? '', /^Subject: flaky failed-with-retry\r$/m);
    assert.match(again?.text ?? '', /^attempt 0\r$/m);
    assert.match(over?.text ?? '', /^Subject: flaky failed\r$/m);
    assert.match(over?.text ?? '', /^attempt 1\r$/m);
  });
});
