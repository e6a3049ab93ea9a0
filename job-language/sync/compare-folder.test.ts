import assert from 'node:assert/strict';
import { MemoryCoordinator, MemoryFolder } from './testing/memory-sync.ts';

const text = (words: string, head = 'name: job\nuuid: u\n') =>
  `${head}sequence:\n  commands:\n    - exec: echo ${words}\n`;

describe('comparing a folder with a coordinator', () => {
  let coordinator: MemoryCoordinator;
  let folder: MemoryFolder;
  beforeEach(() => {
    coordinator = new MemoryCoordinator();
    folder = new MemoryFolder();
  });
  const states = async () =>
    (await folder.compare(coordinator)).jobs.map(({ path, state }) => `${path} ${state}`);

  it('ignores formatting, comments and the order of keys', async () => {
    coordinator.texts.set('u', [text('one')]);
    folder.files.set(
      'a.yaml',
      '# Comment\n- sequence: {commands: [{exec: "echo one"}]}\n  id: u\n  name: "job"\n',
    );
    assert.deepEqual(await states(), ['job same']);
  });

  it('matches a file without uuid by group and name', async () => {
    coordinator.texts.set('u', [text('one', 'name: job\ngroup: g\nuuid: u\n')]);
    folder.files.set('a.yaml', text('one', 'name: job\ngroup: g\n'));
    assert.deepEqual(await states(), ['g/job same']);
    folder.commitFiles();
    folder.files.set('a.yaml', text('two', 'name: job\ngroup: g\n'));
    assert.deepEqual(await states(), ['g/job modified']);
    await folder.push(coordinator);
    assert.match((await coordinator.text('u')).text, /uuid: u\b/);
  });

  it('matches a file by name if the coordinator has the job under another uuid', async () => {
    coordinator.texts.set('v', [text('one', 'name: job\nuuid: v\n')]);
    folder.files.set('a.yaml', text('one'));
    assert.deepEqual(await states(), ['job same']);
  });

  it('reports the file and line of a second file of one job, a second job in a file, conflict markers and errors', async () => {
    folder.files.set('a.yaml', text('one'));
    folder.files.set('b.yaml', text('two'));
    const second = '- name: y\n  sequence: {commands: [{exec: id}]}\n';
    folder.files.set('c.yaml', `- name: x\n  sequence:\n    commands:\n      - exec: id\n${second}`);
    folder.files.set('d.yaml', `${text('d', 'name: d\n')}<<<<<<< here\n=======\n>>>>>>> there\n`);
    folder.files.set('e.yaml', 'name: e\nsequence:\n  commands: []\n');
    const { invalid } = await folder.compare(coordinator);
    assert.deepEqual(invalid.map(({ file, line }) => `${file}:${line}`).sort(), [
      'b.yaml:1',
      'c.yaml:5',
      'd.yaml:5',
      'e.yaml:3',
    ]);
  });

  it('does not count a job as deleted while an invalid file may define it', async () => {
    coordinator.texts.set('u', [text('one')]);
    coordinator.texts.set('v', [text('one', 'name: other\nuuid: v\n')]);
    coordinator.texts.set('w', [text('one', 'name: third\nuuid: w\n')]);
    folder.files.set('a.yaml', text('one'));
    folder.files.set('b.yaml', text('one', 'name: other\nuuid: v\n'));
    folder.files.set('c.yaml', text('one', 'name: third\nuuid: w\n'));
    await folder.push(coordinator);
    folder.files.set('a.yaml', 'name: renamed\nuuid: u\nsequence:\n  commands: []\n');
    folder.files.set('b.yaml', 'name: "other"\nsequence:\n  commands: []\n');
    folder.files.delete('c.yaml');
    const { jobs, uncertain, invalid } = await folder.compare(coordinator);
    assert.deepEqual(
      jobs.map(({ path, state }) => `${path} ${state}`),
      ['third deleted-here'],
    );
    assert.deepEqual(uncertain, ['job', 'other']);
    assert.equal(invalid.length, 2);
    await folder.push(coordinator, { deletes: true });
    assert.deepEqual([...coordinator.texts.keys()], ['u', 'v']);
    assert.deepEqual(await folder.pull(coordinator), []);
  });

  it('does not count a job as deleted while a file with its uuid does not look like a job', async () => {
    coordinator.texts.set('u', [text('one')]);
    folder.files.set('a.yaml', 'uuid: u\nname: job\n');
    const { jobs, uncertain, ignored } = await folder.compare(coordinator);
    assert.deepEqual([jobs, uncertain, ignored], [[], ['job'], ['a.yaml']]);
  });

  it('counts no job as deleted while an invalid file has no clear name', async () => {
    coordinator.texts.set('u', [text('one')]);
    for (const head of ['', 'name: >-\n  job\n', 'name: "j\\x6fb"\n']) {
      folder.files.set('a.yaml', `${head}sequence:\n  commands: []\n`);
      const { jobs, uncertain } = await folder.compare(coordinator);
      assert.deepEqual([jobs, uncertain], [[], ['job']], head);
    }
  });

  it('ignores YAML that contains no job', async () => {
    folder.files.set('compose.yaml', 'services:\n  web:\n    image: nginx\n');
    assert.deepEqual((await folder.compare(coordinator)).ignored, ['compose.yaml']);
  });

  it('recognises a deleted file after a push, although nothing was committed', async () => {
    folder.files.set('a.yaml', text('one'));
    await folder.push(coordinator);
    folder.files.delete('a.yaml');
    assert.deepEqual(await states(), ['job deleted-here']);
    assert.deepEqual(await folder.pull(coordinator), []);
    await folder.push(coordinator, { deletes: true });
    assert.equal(coordinator.texts.size, 0);
  });

  it('returns to the state before a pull if the pulled changes are discarded', async () => {
    coordinator.texts.set('u', [text('one'), text('two')]);
    folder.files.set('a.yaml', text('one'));
    assert.deepEqual(await states(), ['job behind']);
    await folder.pull(coordinator);
    assert.deepEqual(await states(), ['job same']);
    folder.files.set('a.yaml', text('one'));
    assert.deepEqual(await states(), ['job behind']);
  });

  it('reads only the newest revision of a job that was changed since its last push', async () => {
    const texts = Array.from({ length: 50 }, (_, index) => text(`${index}`));
    coordinator.texts.set('u', texts);
    folder.files.set('a.yaml', text('49'));
    folder.commitFiles();
    folder.files.set('a.yaml', text('new'));
    let reads = 0;
    const { revisionText } = coordinator;
    coordinator.revisionText = (...args) => {
      reads += 1;
      return revisionText.apply(coordinator, args);
    };
    assert.deepEqual(await states(), ['job modified']);
    assert.equal(reads, 1);
  });
});
