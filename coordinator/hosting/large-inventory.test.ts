import assert from 'node:assert/strict';
import { loopUse } from './testing/loop-use.ts';
import { startTestCoordinator, type TestCoordinator } from './testing/test-coordinator.ts';

const NODES = 40_000;
/** Number of attempts. A garbage collection of objects from earlier suites can take longer than half of a request. */
const ATTEMPTS = 3;
const JOBS = `
- name: all
  nodefilters: {filter: '.*', dispatch: {rankAttribute: rank}}
  runnerSelector: {filter: some, runnerFilterMode: TAGS, runnerFilterType: TAG_FILTER_AND}
  sequence: {commands: [{exec: id}]}
`;
const inventory = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `web-${index}`,
      {
        hostname: `10.0.0.${index}`,
        tags: `web, zone${index % 3}`,
        rank: String(index % 97),
        purpose: 'web',
      },
    ]),
  );

describe('A project with many nodes', () => {
  let coordinator: TestCoordinator;
  let job: string;
  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.updateSettings({ body: { runners: { enabled: true } } });
    await client.createProject({ body: { name: 'ops' as never } });
    await client.createRunner({
      body: { name: 'some', description: '', tagNames: ['some'], assignedProjects: { ops: '.*' } },
    });
    await ok('POST', '/project/ops/jobs/import', JOBS, 'application/yaml');
    job = (await client.listJobOverviews()).jobs[0]?.id ?? '';
  });
  after(() => coordinator.stop());

  const ok = async (method: string, path: string, body?: string, type = 'application/json') => {
    const url = path.startsWith('/outrunner') ? path : `/api/53${path}`;
    const init = body === undefined ? {} : { body, headers: { 'content-type': type } };
    const answer = await coordinator.call(method, url, { method, ...init });
    // The answer is read as bytes, because this test shares the event loop with the coordinator.
    let length = 0;
    for await (const bytes of answer.body ?? []) length += bytes.length;
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status}`);
    return length;
  };
  const servesOthers = async (what: string, act: () => Promise<unknown>, share = 1 / 2) => {
    const uses: string[] = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { total, longest } = await loopUse(act);
      if (longest < total * share) return;
      uses.push(`${Math.round(total)} ms, ${Math.round(longest)} ms of it at once`);
    }
    assert.fail(`${what} takes ${uses.join('; ')}`);
  };

  it('blocks the event loop for less than half of the CPU time of a request', async () => {
    const text = JSON.stringify(inventory(NODES));
    await servesOthers('storing them', () => ok('POST', '/project/ops/source/1/resources', text));
    for (const format of ['json', 'yaml', 'xml'])
      await servesOthers(`listing them as ${format}`, () =>
        ok('GET', `/project/ops/resources?format=${format}`),
      );
    const filter = encodeURIComponent('name: web-.*[05] tags: web+zone[12] !purpose: db.*');
    await servesOthers('filtering them', () => ok('GET', `/project/ops/resources?filter=${filter}`));
    const question = JSON.stringify({ job });
    await servesOthers('a preview', () => ok('POST', '/outrunner/v1/plan', question));
    await servesOthers('a run', () => ok('POST', `/job/${job}/run`, '{}'));
    await servesOthers('the state of its nodes', () => ok('GET', '/execution/1/state'), 1 / 4);
  });
});
