import assert from 'node:assert/strict';
import { JobId } from '../../protocol/ids.ts';
import { hasCode } from '../../support/testing/has-code.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const yaml = (...names: string[]) =>
  names
    .map((path) => {
      const name = path.split('/').at(-1);
      const group = path.split('/').slice(0, -1).join('/');
      return `# about ${name}\n- name: ${name}\n${group === '' ? '' : `  group: ${group}\n`}  sequence:\n    commands:\n      - exec: echo ${name}\n`;
    })
    .join('');

describe('jobs', () => {
  let coordinator: TestCoordinator;
  let project: string;
  let number = 0;
  before(async () => {
    coordinator = await startTestCoordinator();
  });
  beforeEach(async () => {
    number += 1;
    project = `p${number}`;
    await coordinator.client.createProject({ body: { name: project } });
  });
  after(() => coordinator.stop());

  const importText = (
    text: string,
    query: {
      dupeOption?: 'create' | 'update' | 'skip';
      uuidOption?: 'preserve' | 'remove';
      onError?: 'refuse' | 'skip';
    } = {},
    mediaType = 'application/yaml',
  ) => coordinator.client.importJobs({ params: { project }, query, body: { text, mediaType } });
  const list = () => coordinator.client.listJobs({ params: { project } });

  describe('that are imported', () => {
    it('are listed, found by group, and exported as YAML and JSON that can be imported again', async () => {
      const { succeeded, failed, skipped } = await importText(yaml('ops/db/backup', 'hello'));
      assert.deepEqual(
        succeeded.map(({ index, name, group }) => ({ index, name, group })),
        [
          { index: 1, name: 'backup', group: 'ops/db' },
          { index: 2, name: 'hello', group: '' },
        ],
      );
      assert.deepEqual([failed, skipped], [[], []]);
      const [backup, hello] = await list();
      assert.deepEqual([backup?.group, hello?.group], ['ops/db', null]);
      assert.ok(hello?.enabled === true && hello.scheduleEnabled && !hello.scheduled);
      const below = await coordinator.client.listJobs({ params: { project }, query: { groupPath: 'ops' } });
      assert.deepEqual(
        below.map(({ name }) => name),
        ['backup'],
      );
      const scheduled = { scheduledFilter: 'true' };
      assert.deepEqual(await coordinator.client.listJobs({ params: { project }, query: scheduled }), []);
      const part = await coordinator.client.exportJobs({ params: { project }, query: { jobFilter: 'HELL' } });
      assert.doesNotMatch(part.text, /name: backup/);
      assert.match(part.text, /name: hello/);
      for (const format of ['yaml', 'json', 'xml'] as const) {
        const exported = await coordinator.client.exportJobs({ params: { project }, query: { format } });
        const again = await importText(exported.text, { dupeOption: 'update' }, `application/${format}`);
        assert.deepEqual(
          again.succeeded.map(({ id }) => id),
          succeeded.map(({ id }) => id),
        );
      }
      assert.equal((await list()).length, 2);
    });

    it('keep the comments of their YAML', async () => {
      const { succeeded } = await importText(yaml('a', 'b'));
      const [, b] = succeeded;
      const text = await coordinator.client.getJobText({ params: { job: b?.id ?? '' } });
      assert.match(text.text, /^# about b\n- name: b\n/);
    });

    it('are reported with the line of their first error, and valid jobs of the same file are saved only on request', async () => {
      const text = `${yaml('good')}- name: bad\n  sequence:\n    commands:\n      - jobref: {group: x}\n      - exec: ls\n`;
      const refused = await importText(text);
      assert.deepEqual(refused.succeeded, []);
      const [good, bad] = refused.failed;
      assert.deepEqual([bad?.index, bad?.name, bad?.line], [2, 'bad', 9]);
      assert.match(bad?.error ?? '', /^line 9, column 17: The job reference has neither/);
      assert.equal(good?.name, 'good');
      assert.match(good?.error ?? '', /\(job 2\).*onError=skip/);
      assert.deepEqual(await list(), []);
      const { succeeded, failed } = await importText(text, { onError: 'skip' });
      assert.deepEqual(
        succeeded.map(({ name }) => name),
        ['good'],
      );
      assert.deepEqual(failed, [bad]);
    });

    it('are read from XML and stored as YAML', async () => {
      const command = '<command><exec>echo 1</exec></command>';
      const xml = `<joblist><job><name>old</name><sequence>${command}</sequence></job></joblist>`;
      const { succeeded } = await importText(xml, {}, 'text/xml');
      const text = await coordinator.client.getJobText({ params: { job: succeeded[0]?.id ?? '' } });
      assert.match(text.text, /exec: echo 1/);
    });

    it('can be sent as a single JSON job instead of a list, with the media type application/json', async () => {
      const job = { name: 'one', description: '', sequence: { commands: [{ exec: 'true' }] } };
      const { succeeded } = await importText(JSON.stringify(job), {}, 'application/json');
      assert.equal(succeeded.length, 1);
    });

    it('are created again, updated or skipped, as requested, if they already exist', async () => {
      const first = await importText(yaml('g/a'));
      const id = first.succeeded[0]?.id;
      const updated = await importText(yaml('g/a'), { dupeOption: 'update' });
      assert.equal(updated.succeeded[0]?.id, id);
      const skipped = await importText(yaml('g/a'), { dupeOption: 'skip' });
      assert.deepEqual([skipped.succeeded.length, skipped.skipped[0]?.id], [0, id]);
      const created = await importText(yaml('g/a'));
      assert.notEqual(created.succeeded[0]?.id, id);
      assert.equal((await list()).length, 2);
      const twice = await importText(yaml('g/b') + yaml('g/b'), { dupeOption: 'skip' });
      assert.deepEqual(
        [twice.succeeded.length, twice.skipped.map((it) => it.id)],
        [1, twice.succeeded.map((it) => it.id)],
      );
    });

    it('match existing jobs by uuid, are refused with a uuid of another project, and become new jobs with uuidOption=remove', async () => {
      const uuid = `11111111-2222-4333-8444-${String(number).padStart(12, '0')}`;
      const withUuid = (name: string) =>
        `- name: ${name}\n  uuid: ${uuid}\n  sequence: {commands: [{exec: 'true'}]}\n`;
      assert.equal((await importText(withUuid('a'))).succeeded[0]?.id, uuid);
      assert.equal((await importText(withUuid('b'), { dupeOption: 'update' })).succeeded[0]?.id, uuid);
      assert.deepEqual(
        (await list()).map(({ name }) => name),
        ['b'],
      );
      assert.match(
        (await importText(withUuid('c'))).failed[0]?.error ?? '',
        /already exists.*uuidOption=remove/,
      );
      const removed = await importText(withUuid('c'), { uuidOption: 'remove' });
      assert.notEqual(removed.succeeded[0]?.id, uuid);
      const elsewhere = `other${number}`;
      await coordinator.client.createProject({ body: { name: elsewhere } });
      const there = await coordinator.client.importJobs({
        params: { project: elsewhere },
        body: { text: withUuid('a'), mediaType: 'application/yaml' },
      });
      assert.match(there.failed[0]?.error ?? '', new RegExp(`belongs to a job of project ${project}`));
    });
  });

  describe('that are edited', () => {
    it('are saved only if they are based on the latest revision, are valid, and keep their uuid', async () => {
      const { client } = coordinator;
      const { succeeded } = await importText(yaml('a'));
      const job = succeeded[0]?.id ?? JobId.parse('none');
      const { text, revision } = await client.getJobText({ params: { job } });
      const edited = text.replace('echo a', 'echo mine');
      const saved = await client.setJobText({ params: { job }, body: { text: edited, revision } });
      assert.notEqual(saved.revision, revision);
      assert.equal(saved.text, edited);
      await assert.rejects(
        client.setJobText({
          params: { job },
          body: { text: text.replace('echo a', 'echo theirs'), revision },
        }),
        hasCode('revision-conflict'),
      );
      assert.match((await client.getJobText({ params: { job } })).text, /echo mine/);
      await assert.rejects(
        client.setJobText({ params: { job }, body: { text: 'name: a\n', revision: saved.revision } }),
        hasCode('job-invalid', /line 1, column \d+: .*sequence/),
      );
      await assert.rejects(
        client.setJobText({
          params: { job },
          body: { text: edited.replaceAll(job, 'another'), revision: saved.revision },
        }),
        hasCode('job-invalid', /uuid is another/),
      );
    });

    it('can all receive a runner selector in one request, which reports missing jobs and stale revisions', async () => {
      const { client } = coordinator;
      const { succeeded } = await importText(yaml('a', 'b'));
      const before = await client.listJobOverviews({ query: { project } });
      assert.ok(before.jobs.every(({ selected, selector }) => !selected && selector.mode === 'LOCAL'));
      const jobs = [...succeeded.map(({ id }) => ({ id })), { id: 'none' }];
      const result = await client.setJobSelectors({
        body: { jobs, selector: { mode: 'TAGS', match: 'any', tags: ['EU', 'db'] } },
      });
      assert.deepEqual(
        result.failed.map(({ id, errorCode }) => [id, errorCode]),
        [['none', 'not-found']],
      );
      assert.deepEqual(
        result.succeeded.map(({ selector }) => selector),
        [1, 2].map(() => ({ mode: 'TAGS', match: 'any', tags: ['eu', 'db'] })),
      );
      const text = (await client.getJobText({ params: { job: jobs[0]?.id ?? '' } })).text;
      assert.match(text, /^# about a\n- name: a\n/);
      assert.match(text, /filter: '?eu,db'?\n/);
      const stale = await client.setJobSelectors({
        body: { jobs: [{ id: jobs[0]?.id ?? '', revision: 1 }], selector: { mode: 'LOCAL' } },
      });
      assert.equal(stale.failed[0]?.errorCode, 'revision-conflict');
    });
  });

  it('cannot be found once they are deleted', async () => {
    const { succeeded } = await importText(yaml('a'));
    const job = succeeded[0]?.id ?? '';
    await coordinator.client.deleteJob({ params: { job } });
    await assert.rejects(coordinator.client.deleteJob({ params: { job } }), hasCode('not-found'));
    await assert.rejects(coordinator.client.getJobInfo({ params: { job } }), hasCode('not-found'));
  });

  it('report the node filter of their steps, and whether a run may replace it', async () => {
    const asked = async (more: string) => {
      const text = `- name: where\n${more}  sequence: {commands: [{exec: echo}]}\n`;
      const [made] = (await importText(text, { dupeOption: 'update' })).succeeded;
      return (await coordinator.client.getJobOptions({ params: { job: made?.id ?? '' } })).nodes;
    };
    assert.equal(await asked(''), undefined);
    const filters = "  nodefilters: {filter: 'tags: web', filterExclude: 'name: w3'}\n";
    const nodes = { filter: 'tags: web', exclude: 'name: w3' };
    assert.deepEqual(await asked(filters), { ...nodes, editable: true });
    assert.deepEqual(await asked(`${filters}  nodeFilterEditable: false\n`), { ...nodes, editable: false });
  });

  it('show the plan of a run and its options, without the defaults of secure options', async () => {
    const text = [
      '- name: greet',
      '  options:',
      "    - {name: who, value: 'a b', required: true}",
      '    - {name: secret, secure: true, valueExposed: true, value: hush}',
      '  sequence:',
      '    commands:',
      '      - exec: echo ${option.who} ${option.secret}',
    ].join('\n');
    const { succeeded } = await importText(text);
    const job = succeeded[0]?.id ?? '';
    const { options } = await coordinator.client.getJobOptions({ params: { job } });
    assert.deepEqual(
      options.map(({ name, value, secure, required }) => ({ name, value, secure, required })),
      [
        { name: 'who', value: 'a b', secure: false, required: true },
        { name: 'secret', value: undefined, secure: true, required: false },
      ],
    );
    const plan = await coordinator.client.plan({ body: { job } });
    assert.equal(plan.steps[0]?.text, "echo 'a b' '*****'");
    assert.match(plan.choice.problem ?? '', /no Local Runner/);
    const unsaved = await coordinator.client.plan({ body: { project, text, options: { who: 'you' } } });
    assert.equal(unsaved.steps[0]?.text, "echo you '*****'");
    await assert.rejects(coordinator.client.runJob({ params: { job } }), hasCode('no-local-runner'));
  });
});
