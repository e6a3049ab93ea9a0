import assert from 'node:assert/strict';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

describe('the query parameters of Rundeck', () => {
  let coordinator: TestCoordinator;
  let ids: string[];

  before(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'ops' } });
    const jobs = ['a', 'b', 'c'].map((name) => ({ name, sequence: { commands: [{ exec: 'true' }] } }));
    const imported = await call('POST', '/project/ops/jobs/import', JSON.stringify(jobs));
    ids = (imported as { succeeded: { id: string }[] }).succeeded.map(({ id }) => id);
    assert.equal(ids.length, 3);
  });
  after(() => coordinator.stop());

  async function call(method: string, path: string, body?: string): Promise<unknown> {
    const response = await coordinator.call(method, `/api/59${path}`, {
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    const answer: unknown = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  }

  it('page the list of jobs with max and offset', async () => {
    const names = async (query: string) =>
      ((await call('GET', `/project/ops/jobs?${query}`)) as { name: string }[]).map(({ name }) => name);
    const all = await names('');
    assert.equal(all.length, 3);
    assert.deepEqual(await names('max=2'), all.slice(0, 2));
    assert.deepEqual(await names('offset=1'), all.slice(1));
    assert.deepEqual(await names('max=1&offset=1'), all.slice(1, 2));
  });

  it('list the jobs of a bulk switch as repeated or comma-separated ids', async () => {
    const enabled = async () => {
      const jobs = (await call('GET', '/project/ops/jobs')) as { id: string; enabled: boolean }[];
      return jobs.filter((job) => job.enabled).map(({ id }) => id);
    };
    const [first = '', second = '', third = ''] = ids;
    await call('POST', `/jobs/execution/disable?ids=${first}&ids=${second}`);
    assert.deepEqual(await enabled(), [third]);
    await call('POST', `/jobs/execution/enable?ids=${first},${second}`);
    assert.equal((await enabled()).length, 3);
  });

  it('select and page tags with keyword, offset and limit', async () => {
    await coordinator.client.updateSettings({ body: { runners: { enabled: true } } });
    await coordinator.client.createRunner({
      body: { name: 'r', description: 'd', tagNames: ['linux-a', 'linux-b', 'linux-c', 'mac'] },
    });
    const tags = (query: string) => call('GET', `/runnerTag/searchTags?${query}`);
    assert.deepEqual(await tags('keyword=LINUX'), ['linux-a', 'linux-b', 'linux-c']);
    assert.deepEqual(await tags('keyword=linux&offset=1&limit=1'), ['linux-b']);
  });
});
