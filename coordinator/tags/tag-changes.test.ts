import assert from 'node:assert/strict';
import { JobId, ProjectName, Tag } from '../../protocol/ids.ts';
import { hasCode } from '../../support/testing/has-code.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const job = (name: string, filter: string, options = '') => `# why ${name}
- name: ${name}
${options}  runnerSelector:
    # where it runs
    filter: ${filter}
  sequence:
    commands:
      - exec: echo ${name}
`;

const OPEN = `  options:
    - name: stage
`;
const CLOSED = `  options:
    - name: stage
      enforced: true
      values: [test, prod]
`;

const tag = (text: string) => Tag.parse(text);

describe('changes of tags', () => {
  let coordinator: TestCoordinator;
  let number = 0;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.createProject({ body: { name: 'ops' } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    for (const tagNames of [['db', 'eu'], ['pg'], ['eu']]) {
      number += 1;
      const assignedProjects = { ops: '.*' };
      await client.createRunner({
        body: { name: `r${number}`, description: '', tagNames, assignedProjects },
      });
    }
  });
  afterEach(() => coordinator.stop());

  const keep = async (...texts: string[]) => {
    const body = { text: texts.join(''), mediaType: 'application/yaml' };
    const { succeeded, failed } = await coordinator.client.importJobs({ params: { project: 'ops' }, body });
    assert.deepEqual(failed, []);
    return succeeded.map(({ id }) => id);
  };
  const uses = async () =>
    (await coordinator.client.listTagUses()).tags.map((it) => `${it.tag} ${it.runners} ${it.jobs}`);
  const textOf = async (id: string | undefined) =>
    (await coordinator.client.getJobText({ params: { job: JobId.parse(id) } })).text;

  it('rename a tag on runners and in jobs, keep comments, and report the changed objects', async () => {
    const [backup] = await keep(job('backup', 'db,eu'), job('hello', 'eu'));
    assert.deepEqual(await uses(), ['db 1 1', 'eu 2 2', 'pg 1 0']);
    const would = await coordinator.client.renameTag({
      params: { tag: tag('db') },
      body: { to: tag('sql'), dryRun: true },
    });
    assert.deepEqual([would.changed, would.runners.length, would.jobs.length], [false, 1, 1]);
    assert.deepEqual(await uses(), ['db 1 1', 'eu 2 2', 'pg 1 0']);
    const did = await coordinator.client.renameTag({ params: { tag: tag('db') }, body: { to: tag('sql') } });
    assert.deepEqual(did, { ...would, changed: true });
    assert.deepEqual(did.jobs[0]?.tags, ['sql', 'eu']);
    assert.deepEqual(await uses(), ['eu 2 2', 'pg 1 0', 'sql 1 1']);
    const text = await textOf(backup);
    assert.match(text, /^# why backup\n/);
    assert.match(text, /# where it runs\n\s+filter: '?sql,eu'?\n/);
  });

  it('merge several tags into one, without repeating it on a runner or job', async () => {
    const [both] = await keep(job('both', 'pg,db,eu'));
    const { jobs } = await coordinator.client.mergeTags({
      body: { tags: [tag('pg'), tag('db')], into: tag('db') },
    });
    assert.deepEqual(
      jobs.map(({ id, tags }) => ({ id, tags })),
      [{ id: both, tags: ['db', 'eu'] }],
    );
    assert.deepEqual(await uses(), ['db 2 1', 'eu 2 1']);
  });

  it('refuse a name in use, an unknown tag, and the deletion of the only tag of a job', async () => {
    await keep(job('only', 'db'));
    const { client } = coordinator;
    await assert.rejects(
      client.renameTag({ params: { tag: tag('pg') }, body: { to: tag('eu') } }),
      hasCode('in-use', /"eu"/),
    );
    await assert.rejects(
      client.renameTag({ params: { tag: tag('none') }, body: { to: tag('x') } }),
      hasCode('not-found', /"none"/),
    );
    await assert.rejects(
      client.deleteTag({ params: { tag: tag('db') } }),
      hasCode('tags-in-the-way', /job only of project ops: it asks for no other tag/),
    );
    assert.deepEqual(await uses(), ['db 1 1', 'eu 2 0', 'pg 1 0']);
    const left = await client.deleteTag({
      params: { tag: tag('db') },
      query: { leaveRest: 'true' },
    });
    assert.equal(left.obstacles.length, 1);
    assert.deepEqual(await uses(), ['db 0 1', 'eu 2 0', 'pg 1 0']);
  });

  it('refuse tags that a reference may resolve to, unless a closed list of values excludes them', async () => {
    await keep(job('closed', "'db-${option.stage},pg'", CLOSED), job('plain', 'db,eu'));
    const { client } = coordinator;
    const rename = { params: { tag: tag('db') }, body: { to: tag('sql') } };
    assert.deepEqual((await client.renameTag(rename)).obstacles, []);
    await keep(job('open', "'${option.stage},pg'", OPEN));
    const again = { params: { tag: tag('sql') }, body: { to: tag('db') } };
    const { obstacles, jobs } = await client.renameTag({ ...again, body: { ...again.body, dryRun: true } });
    assert.deepEqual([obstacles.map(({ name }) => name), jobs.length], [['open'], 1]);
    await assert.rejects(
      client.renameTag(again),
      hasCode('tags-in-the-way', /\$\{option.stage\} may expand to/),
    );
    assert.equal((await client.listTagUses()).tags.find((it) => it.tag === tag('sql'))?.jobs, 1);
  });

  it('rename and merge tags within typed-in filters, and change nothing else in the filters', async () => {
    const [typed] = await keep(job('typed', "'db  and not (eu or os=windows)'"));
    const { client } = coordinator;
    const rename = { params: { tag: tag('eu') }, body: { to: tag('emea') } };
    const would = await client.renameTag({ ...rename, body: { ...rename.body, dryRun: true } });
    const filter = {
      before: 'db  and not (eu or os=windows)',
      after: 'db  and not (emea or os=windows)',
    };
    assert.deepEqual([would.jobs[0]?.filter, would.obstacles], [filter, []]);
    const before = await textOf(typed);
    await client.renameTag(rename);
    assert.equal(await textOf(typed), before.replace('(eu or', '(emea or'));
    assert.deepEqual(await uses(), ['db 1 1', 'emea 2 1', 'pg 1 0']);
    await client.mergeTags({ body: { tags: [tag('pg'), tag('db')], into: tag('sql') } });
    assert.equal(await textOf(typed), before.replace('(eu or', '(emea or').replace('db  and', 'sql  and'));
    assert.deepEqual(await uses(), ['emea 2 1', 'sql 2 1']);
  });

  it('refuse a change that a typed-in filter cannot express, and leave the filter unchanged', async () => {
    await keep(job('typed', "'pg and not db'"), job('pattern', "'name=x or p*'"));
    const { client } = coordinator;
    await assert.rejects(
      client.deleteTag({ params: { tag: tag('db') } }),
      hasCode('tags-in-the-way', /job typed of project ops: its typed-in filter contains `db`/),
    );
    const merge = { tags: [tag('pg')], into: tag('db') };
    await assert.rejects(
      client.mergeTags({ body: merge }),
      hasCode('tags-in-the-way', /distinguishes tags .*; job pattern .* by the pattern p\*/),
    );
    const left = await client.mergeTags({ body: { ...merge, leaveRest: true } });
    assert.deepEqual(left.obstacles.map(({ name }) => name).sort(), ['pattern', 'typed']);
    const { jobs } = await client.listJobOverviews();
    const kept = jobs.find(({ name }) => name === 'typed')?.selector;
    assert.deepEqual(kept, { mode: 'FILTER', match: 'all', filter: 'pg and not db' });
  });

  it('change the runner filters of node sources', async () => {
    const { client } = coordinator;
    const source = (number: number, filter: string) => ({
      [`resources.source.${number}.type`]: 'file',
      [`resources.source.${number}.config.file`]: '/nodes.yaml',
      [`resources.source.${number}.runner.filter`]: filter,
    });
    const params = { project: ProjectName.parse('ops') };
    await client.setProjectConfig({ params, body: { ...source(1, 'pg,eu'), ...source(2, 'pg or us') } });
    const counted = (await client.listTagUses()).tags.find((it) => it.tag === tag('pg'));
    assert.deepEqual(counted, { tag: 'pg', runners: 1, healthyRunners: 0, jobs: 0, sources: 2 });
    await assert.rejects(
      client.renameTag({ params: { tag: tag('db') }, body: { to: tag('us') } }),
      hasCode('in-use', /"us"/),
    );
    await client.renameTag({ params: { tag: tag('pg') }, body: { to: tag('sql') } });
    const after = { ...source(1, 'sql,eu'), ...source(2, 'sql or us') };
    assert.deepEqual(await client.getProjectConfig({ params }), after);
    await assert.rejects(
      client.deleteTag({ params: { tag: tag('sql') } }),
      hasCode('tags-in-the-way', /source 2 of project ops: its typed-in filter contains `sql`/),
    );
    const left = await client.deleteTag({ params: { tag: tag('sql') }, query: { leaveRest: 'true' } });
    assert.deepEqual(left.sources, [
      { project: 'ops', number: 1, filter: { before: 'sql,eu', after: 'eu' } },
    ]);
    const config = { ...after, 'resources.source.1.runner.filter': 'eu' };
    assert.deepEqual(await client.getProjectConfig({ params }), config);
  });

  it('list an execution as an obstacle by the tags of its own runner filter, not by those of its job', async () => {
    const [asks] = await keep(
      job('asks', 'eu').replace('  sequence', '  runnerFilterEditable: true\n  sequence'),
    );
    const { client } = coordinator;
    await client.runJob({ params: { job: asks ?? '' }, body: { runnerFilter: 'pg and not us' } });
    const { obstacles } = await client.renameTag({
      params: { tag: tag('pg') },
      body: { to: tag('sql'), dryRun: true },
    });
    assert.deepEqual(
      obstacles.map(({ kind, name }) => `${kind} ${name}`),
      ['execution asks'],
    );
    const other = { params: { tag: tag('eu') }, body: { to: tag('emea'), dryRun: true } };
    assert.deepEqual((await client.renameTag(other)).obstacles, []);
  });

  it('list an execution that waits for a retry as an obstacle only if it has a runner filter of its own', async () => {
    const failing = `- name: failing
  retry: {retry: '1', delay: 1h}
  runnerFilterEditable: true
  runnerSelector: {filter: pg}
  sequence:
    commands:
      - jobref: {name: absent, group: ''}
`;
    const [id = ''] = await keep(failing);
    const { client } = coordinator;
    const run = async (body: { runnerFilter?: string }) => {
      let execution = await client.runJob({ params: { job: id }, body });
      while (execution.status === 'running')
        execution = await client.getExecution({ params: { execution: execution.id } });
      assert.equal(execution.status, 'failed-with-retry');
      return execution.id;
    };
    await run({});
    const own = await run({ runnerFilter: 'pg and not us' });
    const rename = { params: { tag: tag('pg') }, body: { to: tag('sql') } };
    const { obstacles } = await client.renameTag({ ...rename, body: { ...rename.body, dryRun: true } });
    assert.deepEqual(
      obstacles.map(({ kind, executionId, name }) => [kind, executionId, name]),
      [['execution', own, 'failing']],
    );
    await assert.rejects(client.renameTag(rename), hasCode('tags-in-the-way', /retry/));
    await client.abortExecution({ params: { execution: own } });
    assert.deepEqual((await client.renameTag(rename)).obstacles, []);
  });
});
