import assert from 'node:assert/strict';
import { buffer, text } from 'node:stream/consumers';
import { Rundeck, type RundeckClient, RundeckModels, rundeckTokenAuth } from '@rundeck/client';

const { Format, Format1, JobUuidOption, StatusFilter } = RundeckModels;

import type { ExecutionId } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf } from './harness/jobs.ts';
import { bodyOf, recording } from './harness/rundeck-client.ts';
import { CLIENT_JOBS } from './harness/rundeck-client-jobs.ts';
import { World } from './harness/world.ts';

const PROJECT = 'shop';
describe('the official client of Rundeck', () => {
  let world: World;
  let coordinator: Coordinator;
  let rundeck: RundeckClient;
  const called = new Set<string>();
  const { fetch } = globalThis;

  before(async () => {
    // The client passes an AbortSignal of its own making, which the fetch of Node refuses.
    globalThis.fetch = (input, init) => fetch(input, { ...init, signal: null });
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const client = rundeckTokenAuth(coordinator.token, { baseUri: coordinator.url, noRetryPolicy: true });
    rundeck = recording(client, called);
    await rundeck.projectCreate({ name: PROJECT, config: { 'project.label': 'Shop' } });
    await rundeck.projectJobsImport(PROJECT, CLIENT_JOBS, yaml);
  });
  after(async () => {
    globalThis.fetch = fetch;
    await world[Symbol.asyncDispose]();
  });

  const yaml = { jobImportOptions: { fileFormat: 'yaml' }, contentType: 'application/yaml' } as const;
  const run = async (job: string, options: object = {}): Promise<ExecutionId> => {
    const { id } = await rundeck.jobExecutionRun(job, { request: { options } });
    return id as ExecutionId;
  };
  const ended = async (job: string, options: object = {}): Promise<ExecutionId> => {
    const id = await run(job, options);
    await endOf(coordinator.client, id);
    return id;
  };
  /** Asserts that the coordinator answers a call with a status. */
  const refusedWith = (status: number, call: Promise<unknown>) =>
    assert.rejects(call, (error: { statusCode?: number }) => error.statusCode === status);

  it('creates, lists, reads and deletes projects', async () => {
    const listed = await rundeck.projectList();
    assert.ok(listed.some(({ name }) => name === PROJECT));
    await rundeck.projectCreate({ name: 'brief', config: {} });
    assert.equal((await rundeck.projectGet('brief')).name, 'brief');
    await rundeck.projectDelete('brief');
    assert.equal((await rundeck.projectGet('brief'))._response.status, 404);
  });

  it('reads and replaces the configuration of a project, and single properties', async () => {
    const { 'project.label': label } = bodyOf<Record<string, string>>(
      await rundeck.projectConfigGet(PROJECT),
    );
    assert.equal(label, 'Shop');
    await rundeck.projectConfigUpdate(PROJECT, { 'project.label': 'Store', other: 'x' });
    assert.equal((await rundeck.projectConfigKeyGet(PROJECT, 'project.label')).value, 'Store');
    const set = await rundeck.projectConfigKeySet(PROJECT, 'project.label', { value: 'Shop' });
    assert.deepEqual([set.key, set.value], ['project.label', 'Shop']);
    await rundeck.projectConfigKeyDelete(PROJECT, 'other');
    await refusedWith(404, rundeck.projectConfigKeyGet(PROJECT, 'other'));
    const config = bodyOf<object>(await rundeck.projectConfigGet(PROJECT));
    assert.deepEqual(config, { 'project.label': 'Shop' });
  });

  it('replaces, reads and deletes the README and the message of the day', async () => {
    assert.equal((await rundeck.projectReadmeGet(PROJECT)).contents, undefined);
    await rundeck.projectReadmePut(PROJECT, { contents: '# Shop' });
    assert.equal((await rundeck.projectReadmeGet(PROJECT)).contents, '# Shop');
    await rundeck.projectMotdPut(PROJECT, { contents: 'Closed on Monday.' });
    assert.equal((await rundeck.projectMotdGet(PROJECT)).contents, 'Closed on Monday.');
    await rundeck.projectReadmeDelete(PROJECT);
    assert.equal((await rundeck.projectReadmeGet(PROJECT)).contents, undefined);
    await rundeck.projectMotdDelete(PROJECT);
    assert.equal((await rundeck.projectMotdGet(PROJECT)).contents, undefined);
  });

  it('exports a project as an archive, and imports it into another project', async () => {
    const { readableStreamBody } = await rundeck.projectArchiveExportSync(PROJECT, { exportAll: true });
    assert.ok(readableStreamBody);
    const archive = await buffer(readableStreamBody);
    await rundeck.projectCreate({ name: 'copy', config: {} });
    const options = { jobUuidOption: JobUuidOption.Remove, importConfig: true };
    const report = bodyOf<object>(await rundeck.projectArchiveImport('copy', archive, options));
    assert.deepEqual(report, { import_status: 'successful', successful: true });
    const names = (await rundeck.jobList('copy')).map(({ name }) => name);
    assert.deepEqual(names.toSorted(), ['hello', 'nightly', 'numbered', 'slow']);
    assert.equal((await rundeck.projectConfigKeyGet('copy', 'project.label')).value, 'Shop');
    await rundeck.projectDelete('copy');
  });

  it('lists, reads and exports jobs', async () => {
    const jobs = await rundeck.jobList(PROJECT, { jobExactFilter: 'hello' });
    assert.deepEqual(
      jobs.map(({ id, group, project, scheduled }) => ({ id, group, project, scheduled })),
      [{ id: 'hello', group: 'greetings', project: PROJECT, scheduled: false }],
    );
    assert.equal((await rundeck.jobInfoGet('nightly')).scheduleEnabled, true);
    const { readableStreamBody } = await rundeck.jobGet('hello', { format: Format.Yaml });
    assert.ok(readableStreamBody);
    assert.match(await text(readableStreamBody), /name: hello\n/);
    assert.match(bodyOf(await rundeck.projectJobsExport(PROJECT, { format: Format1.Yaml })), /name: nightly/);
  });

  it('describes the workflow of a job and of the jobs that it refers to, without their commands', async () => {
    const { workflow } = bodyOf<{ workflow: unknown }>(await rundeck.jobWorkflowGet('nightly'));
    assert.deepEqual(workflow, [
      {
        jobref: { group: 'greetings', name: 'hello' },
        description: 'greet first',
        jobId: 'hello',
        workflow: [{ exec: 'exec' }],
      },
      { script: 'script' },
    ]);
  });

  it('runs a job, and reads its state and its output', async () => {
    const id = await ended('hello', { who: 'Ada' });
    const execution = await rundeck.executionStatusGet(String(id));
    assert.equal(execution.status, 'succeeded');
    assert.equal(execution.job?.id, 'hello');
    assert.equal((await rundeck.executionStateGet(String(id))).executionState, 'SUCCEEDED');
    const output = await rundeck.executionOutputGet(String(id), { offset: '0' });
    assert.deepEqual(
      output.entries.map(({ log }) => log),
      ['hello Ada'],
    );
    const rest = await rundeck.executionOutputGet(String(id), { offset: output.offset });
    assert.deepEqual([rest.entries, rest.completed], [[], true]);
  });

  it('retries a failed execution, and lists the executions of a job and of a project', async () => {
    const failed = await ended('nightly');
    // The client declares a list of executions as the answer. Rundeck answers with the new execution.
    const { id: again } = bodyOf<{ id: ExecutionId }>(await rundeck.jobRetryExecution('nightly', failed, {}));
    await endOf(coordinator.client, again);
    const ofJob = await rundeck.jobExecutionList('nightly');
    assert.deepEqual(
      ofJob.executions?.map(({ id, status }) => [id, status]),
      [
        [again, 'failed'],
        [failed, 'failed'],
      ],
    );
    const found = bodyOf<{ executions: { id: number }[] }>(
      await rundeck.executionQuery(PROJECT, { statusFilter: StatusFilter.Failed, recentFilter: '1h' }),
    );
    assert.deepEqual(
      found.executions.map(({ id }) => id),
      [again, failed],
    );
  });

  it('lists running executions', async () => {
    const id = await run('slow');
    const { executions } = await rundeck.executionListRunning(PROJECT);
    assert.deepEqual(
      executions?.map((execution) => execution.id),
      [id],
    );
    await coordinator.client.abortExecution({ params: { execution: id } });
    await endOf(coordinator.client, id);
  });

  it('enables and disables executions and schedules of one job and of several jobs', async () => {
    const ids = { ids: ['hello', 'nightly'] };
    assert.equal((await rundeck.jobExecutionDisable('hello')).success, true);
    await refusedWith(409, rundeck.jobExecutionRun('hello', {}));
    assert.equal((await rundeck.jobExecutionEnable('hello')).success, true);
    assert.equal((await rundeck.jobScheduleDisable('nightly')).success, true);
    assert.equal((await rundeck.jobInfoGet('nightly')).scheduleEnabled, false);
    assert.equal((await rundeck.jobScheduleEnable('nightly')).success, true);
    for (const answer of [
      await rundeck.jobExecutionBulkDisable(ids),
      await rundeck.jobExecutionBulkEnable(ids),
      await rundeck.jobScheduleBulkDisable(ids),
      await rundeck.jobScheduleBulkEnable(ids),
    ])
      assert.deepEqual([answer.requestCount, answer.allsuccessful], [2, true]);
  });

  it('uploads a file for an option, and lists it as a file of the execution', async () => {
    const uploaded = bodyOf<{ total: number; options: { note: string } }>(
      await rundeck.jobInputFileUpload('hello', 'note', 'note.txt', 'a note'),
    );
    assert.equal(uploaded.total, 1);
    const info = await rundeck.jobInputFileInfoGet(uploaded.options.note);
    assert.deepEqual([info.fileName, info.size, info.jobId], ['note.txt', 6, 'hello']);
    const id = await ended('hello', { note: uploaded.options.note });
    const { files } = await rundeck.executionInputFilesList(String(id));
    assert.deepEqual(
      files.map((file) => file.id),
      [uploaded.options.note],
    );
    const unused = bodyOf<{ options: { note: string } }>(
      await rundeck.jobInputFileUpload('hello', 'note', 'unused.txt', 'another note'),
    );
    const { files: listed } = await rundeck.jobInputFileUpload1('hello');
    assert.deepEqual(
      listed.map((file) => file.id),
      [unused.options.note],
    );
  });

  it('stores, reads, replaces and deletes keys', async () => {
    const publicKey = { contentType: 'application/pgp-keys' };
    await rundeck.storageKeyCreate('shop/deploy.pub', 'ssh-ed25519 AAAA one', publicKey);
    await rundeck.storageKeyUpdate('shop/deploy.pub', 'ssh-ed25519 AAAA two', publicKey);
    const { meta, path } = await rundeck.storageKeyGetMetadata('shop/deploy.pub');
    assert.equal(path, 'keys/shop/deploy.pub');
    assert.equal(meta?.rundeckKeyType, 'public');
    // The client asks for JSON, so it gets the metadata here too, as from Rundeck.
    const { readableStreamBody } = await rundeck.storageKeyGetMaterial('shop/deploy.pub');
    assert.ok(readableStreamBody);
    assert.equal(JSON.parse(await text(readableStreamBody)).path, 'keys/shop/deploy.pub');
    await rundeck.storageKeyDelete('shop/deploy.pub');
    assert.equal((await rundeck.storageKeyGetMetadata('shop/deploy.pub'))._response.status, 404);
  });

  it('reads information about the system, and its metrics', async () => {
    const { system } = await rundeck.systemInfoGet();
    assert.equal(system?.executions?.active, true);
    assert.equal((await rundeck.systemLogStorageInfoGet()).enabled, false);
    assert.equal((await rundeck.systemIncompleteLogStorageExecutionsGet()).total, 0);
    assert.equal((await rundeck.systemIncompleteLogStorageExecutionsResume()).resumed, true);
    const { _links: links } = await rundeck.metricList();
    const gauges = await fetch(links.metrics.href, {
      headers: { 'X-Rundeck-Auth-Token': coordinator.token },
    });
    assert.equal(typeof (await gauges.json()).gauges['outrunner_executions_running'].value, 'number');
  });

  it('makes the system passive and active', async () => {
    assert.equal((await rundeck.systemExecutionsDisable()).executionMode, 'passive');
    assert.equal((await rundeck.systemExecutionsEnable()).executionMode, 'active');
  });

  it('lists the scheduled jobs of the coordinator, and takes over their schedules', async () => {
    const scheduled = await rundeck.systemScheduledJobsList();
    assert.deepEqual(
      scheduled.map(({ id }) => id),
      ['nightly'],
    );
    const uuid = (await rundeck.systemInfoGet()).system?.rundeckProperty?.serverUUID ?? '';
    const ofServer = await rundeck.systemScheduledJobsForServer(uuid);
    assert.deepEqual(
      ofServer.map(({ id }) => id),
      ['nightly'],
    );
    assert.deepEqual([...(await rundeck.systemScheduledJobsForServer('another'))], []);
    const taken = await rundeck.systemSchedulerTakeover({
      schedulerTakeoverRequest: { server: { uuid, all: true }, project: PROJECT },
    });
    assert.equal(taken.success, true);
    assert.equal(taken.takeoverSchedule?.jobs?.total, 1);
  });

  it('lists users, and reads and changes profiles', async () => {
    const { login } = await rundeck.userProfileGet();
    assert.ok(login);
    const own = await rundeck.userProfileUpdate({ firstName: 'Ada', email: 'ada@example.org' });
    assert.deepEqual([own.firstName, own.lastName, own.email], ['Ada', '', 'ada@example.org']);
    const changed = await rundeck.userProfileUpdateById(login, { lastName: 'Lovelace' });
    assert.deepEqual([changed.firstName, changed.lastName], ['Ada', 'Lovelace']);
    assert.equal((await rundeck.userProfileGetById(login)).email, 'ada@example.org');
    await refusedWith(404, rundeck.userProfileGetById('nobody'));
    assert.ok((await rundeck.userList()).some((user) => user.login === login && user.firstName === 'Ada'));
    assert.deepEqual((await rundeck.userRoleList()).roles, ['admin']);
  });

  it('creates, lists, reads, replaces and deletes ACL policies, and reports invalid ones', async () => {
    const contents =
      'description: Ops\ncontext: {project: .*}\nfor: {job: [{allow: run}]}\nby: {group: ops}\n';
    const invalid = contents.replace('description', 'descripton');
    const given = (text: string) => ({ systemAclPolicyCreateRequest: { contents: text } });
    // The client declares the answer to invalid policies as a success.
    const refused = await rundeck.systemAclPolicyCreate('ops.aclpolicy', given(invalid));
    assert.equal(refused._response.status, 400);
    const { valid, policies } = bodyOf<{ valid: boolean; policies: { policy: string; errors: string[] }[] }>(
      refused,
    );
    assert.deepEqual([valid, policies.map(({ policy }) => policy)], [false, ['ops.aclpolicy[1]']]);
    assert.match(policies[0]?.errors.join() ?? '', /Did you mean "description"/);
    await rundeck.systemAclPolicyCreate('ops.aclpolicy', given(contents));
    assert.equal(
      (await rundeck.systemAclPolicyCreate('ops.aclpolicy', given(contents)))._response.status,
      409,
    );
    const { type, resources } = await rundeck.systemAclPolicyList();
    assert.equal(type, 'directory');
    assert.deepEqual(
      resources?.map(({ path, name, type: kind }) => [path, name, kind]),
      [['ops.aclpolicy', 'ops.aclpolicy', 'file']],
    );
    const systemAclPolicyUpdateRequest = { contents: `# changed\n${contents}` };
    await rundeck.systemAclPolicyUpdate('ops.aclpolicy', { systemAclPolicyUpdateRequest });
    const read = await rundeck.systemAclPolicyGet('ops.aclpolicy');
    assert.equal(read.contents, systemAclPolicyUpdateRequest.contents);
    await rundeck.systemAclPolicyDelete('ops.aclpolicy');
    assert.equal((await rundeck.systemAclPolicyGet('ops.aclpolicy'))._response.status, 404);
  });

  it('deletes one execution, several, and those of a job', async () => {
    const [one, two, three] = [await ended('hello'), await ended('hello'), await ended('4711')];
    await rundeck.executionDelete(String(one));
    await refusedWith(404, rundeck.executionStatusGet(String(one)));
    const bulk = await rundeck.executionBulkDelete({ ids: [String(two), String(one)] });
    assert.deepEqual([bulk.requestCount, bulk.successCount, bulk.failedCount], [2, 1, 1]);
    assert.equal(bulk.failures?.[0]?.id, String(one));
    // The client accepts only a number as the id of the job, and expects 204. Rundeck answers 200 with a report.
    await assert.rejects(rundeck.jobExecutionDeleteMethod(4711), ({ statusCode, message }) => {
      const { requestCount, allsuccessful } = JSON.parse(message);
      assert.deepEqual([statusCode, requestCount, allsuccessful], [200, 1, true]);
      return true;
    });
    await refusedWith(404, rundeck.executionStatusGet(String(three)));
  });

  it('deletes one job and several', async () => {
    await rundeck.jobDelete('slow');
    const { requestCount, allsuccessful } = await rundeck.jobBulkDelete({
      ids: ['hello', 'nightly', '4711'],
    });
    assert.deepEqual([requestCount, allsuccessful], [3, true]);
    assert.deepEqual([...(await rundeck.jobList(PROJECT))], []);
  });

  it('has only operations that these tests call', () => {
    const operations = Object.getOwnPropertyNames(Rundeck.prototype).filter((name) => name !== 'constructor');
    assert.equal(operations.length, 74);
    const untested = operations.filter((name) => !called.has(name));
    assert.deepEqual(untested, []);
  });
});
