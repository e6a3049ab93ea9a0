import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { JobId, Tag } from '../../protocol/ids.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const hasCode = (code: string, text?: RegExp) => (error: unknown) =>
  isOutrunnerError(error) && error.code === code && (text === undefined || text.test(error.message));

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

  it('rename one on runners and in jobs alike, comments kept, and say what they did', async () => {
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

  it('merge several into one, which each runner and job then names once', async () => {
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

  it('refuse a name that others carry, a tag that nobody does, and a job that would ask for nothing', async () => {
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

  it('refuse what a value may stand for, and pass by what a closed list rules out', async () => {
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
      hasCode('tags-in-the-way', /\$\{option.stage\} may stand for/),
    );
    assert.equal((await client.listTagUses()).tags.find((it) => it.tag === tag('sql'))?.jobs, 1);
  });

  it('refuse a tag that a typed-in filter names, and leave the filter as it is', async () => {
    await keep(job('typed', "'db and not eu'"));
    const { client } = coordinator;
    const rename = { params: { tag: tag('eu') }, body: { to: tag('emea') } };
    await assert.rejects(
      client.renameTag(rename),
      hasCode('tags-in-the-way', /typed-in filter names the tag/),
    );
    const left = await client.renameTag({ ...rename, body: { ...rename.body, leaveRest: true } });
    assert.deepEqual(
      left.obstacles.map(({ name }) => name),
      ['typed'],
    );
    const { jobs } = await client.listJobOverviews();
    const kept = jobs.find(({ name }) => name === 'typed')?.selector;
    assert.deepEqual(kept, { mode: 'FILTER', match: 'all', filter: 'db and not eu' });
  });
});
