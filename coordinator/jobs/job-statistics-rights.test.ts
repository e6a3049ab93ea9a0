import assert from 'node:assert/strict';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import { Caller } from '../access/caller.ts';
import type { Policy } from '../access/policy.ts';
import {
  type CoordinatorDefinitions,
  openCoordinatorDefinitions,
} from '../store/definitions/coordinator-definitions.ts';
import { Damages } from '../store/files/damages.ts';
import { scratchFolder } from '../store/testing/scratch-folder.ts';
import { Links } from '../views/links.ts';
import { createJobTexts } from './check/job-texts.ts';
import { JobBrowser } from './job-browser.ts';
import { Jobs } from './jobs.ts';
import { SerialQueue } from './serial-queue.ts';

const OPS = ProjectName.parse('ops');
const DEPLOY = JobId.parse('deploy');

describe('the statistics of a job', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let definitions: CoordinatorDefinitions;
  let jobs: Jobs;
  let browser: JobBrowser;

  before(async () => {
    scratch = await scratchFolder();
    definitions = await openCoordinatorDefinitions({
      folder: scratch.path,
      now: () => 0,
      damages: new Damages(scratch.path),
      onFatal: assert.fail,
    });
    await definitions.change((draft) => {
      draft.put('projects', OPS, { name: OPS, description: '', config: {}, createdAt: 0, revision: 1 });
      draft.put('jobs', DEPLOY, {
        id: DEPLOY,
        project: OPS,
        group: '',
        name: 'deploy',
        description: '',
        executionEnabled: true,
        scheduleEnabled: true,
        selector: { mode: 'LOCAL', type: 'LOCAL_RUNNER', tags: [] },
        textHash: '',
        createdAt: 0,
        createdBy: 'ann',
        modifiedAt: 0,
        modifiedBy: 'ann',
        revision: 1,
      });
    });
    const schedule = () => ({});
    const averageDuration = async () => 1500;
    jobs = new Jobs({
      definitions,
      executions: { openIds: () => [] },
      jobs: { get: () => assert.fail() },
      jobChanges: new SerialQueue(),
      audit: () => undefined,
      links: new Links(() => 'http://127.0.0.1'),
      texts: createJobTexts(''),
      schedule,
      averageDuration,
      now: () => 0,
    });
    const figures = { total: 2, succeeded: 1, failed: 1, ended: 2, duration: { total: 2, min: 1, max: 1 } };
    browser = new JobBrowser({
      definitions,
      jobs,
      executions: { figures: async () => figures },
      schedule,
      averageDuration,
    });
  });
  after(async () => {
    await definitions.close();
    await scratch.remove();
  });

  const callerWith = (...resources: readonly string[]) => {
    const may: Policy = (_, { resource, action }) =>
      resources.includes(resource) && (action === 'read' || action === 'view');
    return new Caller({ user: 'eve', roles: [], from: 'here' }, may);
  };
  const browsed = async (caller: Caller) => {
    const { items } = await browser.browse(caller, OPS, { path: '', meta: '*' }, {});
    return items.flatMap((item) => (item.job ? (item.meta ?? []) : [])).map(({ name }) => name);
  };
  const meta = async (caller: Caller) => (await browser.meta(caller, DEPLOY, {})).map(({ name }) => name);

  it('are shown to callers that may read executions', async () => {
    const caller = callerWith('project', 'job', 'execution');
    assert.deepEqual(await browsed(caller), ['authz', 'schedule', 'stats']);
    assert.deepEqual(await meta(caller), ['authz', 'schedule', 'stats']);
    assert.equal((await jobs.info(caller, DEPLOY)).averageDuration, 1500);
  });

  it('are left out for callers that may read jobs, but no executions', async () => {
    const caller = callerWith('project', 'job');
    assert.deepEqual(await browsed(caller), ['authz', 'schedule']);
    assert.deepEqual(await meta(caller), ['authz', 'schedule']);
    assert.equal((await jobs.info(caller, DEPLOY)).averageDuration, undefined);
  });
});
