import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ExecutionId, JobId, ProjectName } from '../../protocol/ids.ts';
import { Damages } from '../store/files/damages.ts';
import { FileFolder } from './file-folder.ts';
import { StoredInputFiles } from './stored-input-files.ts';

const job = JobId.parse('job-1');
const execution = (id: number) => ExecutionId.parse(id);

async function* content(...pieces: string[]) {
  for (const piece of pieces) yield Buffer.from(piece);
}

describe('files uploaded for options', () => {
  let folder = '';
  let files: StoredInputFiles;
  let now = 1000;
  const opened = async () =>
    StoredInputFiles.open({
      folder: await FileFolder.open(folder, new Damages(folder)),
      clock: { epoch: () => now, after: () => () => undefined },
      limits: () => ({ fileBytes: 10, keepSeconds: 60 }),
      requireRoom: () => undefined,
      onProblem: (problem) => assert.fail(String(problem)),
    });
  const upload = (text = 'abc', fileName?: string, audited = async () => {}) =>
    files.receive(
      { project: ProjectName.parse('p'), job, option: 'data', user: 'me', fileName },
      content(text),
      audited,
    );
  const claim = (fileId: string, id = 1, repeats?: number) =>
    files.claim([
      {
        fileId,
        job,
        option: 'data',
        execution: execution(id),
        ...(repeats === undefined ? {} : { repeats: execution(repeats) }),
      },
    ]);
  const refuses = (attempt: Promise<unknown>, code: string, problem: RegExp) =>
    assert.rejects(
      attempt,
      (error) => isOutrunnerError(error) && error.code === code && problem.test(error.message),
    );

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-files-'));
    now = 1000;
    files = await opened();
  });
  afterEach(async () => {
    await files.close();
    await rm(folder, { recursive: true });
  });

  it('are not stored if their audit record cannot be written', async () => {
    const failing = () => Promise.reject(new Error('no record'));
    await assert.rejects(upload('abc', 'a', failing), /no record/);
    assert.deepEqual(
      files.list(() => true),
      [],
    );
    assert.deepEqual(await readdir(folder), []);
  });

  it('can be used by only one execution, and are deleted after the execution ends', async () => {
    const { id } = await upload('abc', '/tmp/../da ta.csv');
    assert.deepEqual(await claim(id), [
      {
        option: 'data',
        id,
        fileName: 'da ta.csv',
        size: 3,
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      },
    ]);
    assert.deepEqual(await claim(id), files.ofExecution(execution(1)));
    await refuses(claim(id, 2), 'input-file-unusable', /execution 1 has used it/);
    assert.equal(files.read(execution(2), id), undefined);
    const pieces: string[] = [];
    for await (const piece of files.read(execution(1), id)?.from(1) ?? []) pieces.push(String(piece));
    assert.deepEqual(pieces, ['bc']);
    await files.release(execution(1));
    assert.equal(files.get(id)?.state, 'deleted');
    assert.deepEqual(await readdir(folder), [`${id}.json`]);
    await refuses(claim(id), 'input-file-unusable', /execution 1 has used it/);
  });

  it('move from the execution that claimed them to its retry', async () => {
    const { id } = await upload();
    await claim(id, 1);
    await claim(id, 2, 1);
    await files.release(execution(1));
    assert.equal(files.get(id)?.execution, 2);
    assert.equal(files.get(id)?.state, 'retained');
  });

  it('move back to the retried execution if the retry never started', async () => {
    const { id } = await upload();
    await claim(id, 1);
    await claim(id, 2, 1);
    await files.close();
    files = await opened();
    await files.releaseEnded(async (one) => (one === 1 ? 'open' : 'never-started'));
    assert.equal(files.get(id)?.execution, 1);
    await claim(id, 3, 1);
    await claim(id, 4, 1);
    assert.equal(files.get(id)?.execution, 4);
    await files.releaseEnded(async () => 'ended');
    assert.equal(files.get(id)?.state, 'deleted');
  });

  it('are accepted only for the option and job they were uploaded for', async () => {
    const { id } = await upload();
    const given = { fileId: id, job, option: 'data', execution: execution(1) };
    await refuses(files.claim([{ ...given, option: 'x' }]), 'input-file-unusable', /for option data/);
    const other = files.claim([{ ...given, job: JobId.parse('job-2') }]);
    await refuses(other, 'input-file-unusable', /no such file/);
    await refuses(files.claim([given, { ...given, fileId: 'y' }]), 'input-file-unusable', /no such file/);
    assert.equal(files.get(id)?.state, 'temp');
  });

  it('are assigned to only one of two runs that claim the same file', async () => {
    const { id } = await upload();
    const results = await Promise.allSettled([claim(id, 1), claim(id, 2)]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
  });

  it('have a size limit, and leave nothing on disk if they exceed it', async () => {
    await refuses(upload('x'.repeat(11)), 'body-too-large', /10 bytes/);
    assert.deepEqual(await readdir(folder), []);
  });

  it('survive a restart until they expire, except partial uploads', async () => {
    const { id } = await upload();
    const used = await upload();
    await claim(used.id, 7);
    await writeFile(join(folder, 'half'), 'x');
    files = await opened();
    assert.equal(files.get(id)?.state, 'temp');
    assert.equal((await readdir(folder)).length, 4);
    await files.releaseEnded(async (one) => (one === 7 ? 'ended' : 'open'));
    assert.equal(files.get(used.id)?.state, 'deleted');
    now += 60_000;
    await refuses(claim(id), 'input-file-unusable', /not used in time/);
    files = await opened();
    await files.close();
    assert.equal(files.get(id)?.state, 'expired');
    now += 2 * 24 * 3600 * 1000;
    files = await opened();
    await files.close();
    assert.deepEqual(await readdir(folder), []);
  });
});
