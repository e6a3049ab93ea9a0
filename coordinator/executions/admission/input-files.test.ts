import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Job } from '../../../job-language/format/job.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import type { FileClaim, InputFiles } from '../../files/ports.ts';
import { claimFiles, returnFiles } from './input-files.ts';
import type { EnteringRun } from './requested-run.ts';

const FIRST = ExecutionId.parse(1);
const SECOND = ExecutionId.parse(2);

/** Records the execution that owns each file. */
class KnownFiles implements InputFiles {
  readonly owners = new Map<string, ExecutionId>();

  async claim(claims: readonly FileClaim[]) {
    for (const { fileId, execution, repeats } of claims) {
      const owner = this.owners.get(fileId);
      assert.ok(owner === undefined || owner === repeats, `${fileId} belongs to ${owner}`);
      this.owners.set(fileId, execution);
    }
    return [];
  }

  ofExecution() {
    return [];
  }

  async release(execution: ExecutionId) {
    for (const [file, owner] of this.owners) if (owner === execution) this.owners.delete(file);
  }
}

function runWith(values: Record<string, string>, previous?: ExecutionId): EnteringRun {
  const options = [{ name: 'f', type: 'file' }, { name: 'text' }];
  const job = Job.parse({ name: 'Deploy', options, sequence: { commands: [{ exec: 'true' }] } });
  const retry = previous && { attempt: 1, max: 1, delaySeconds: 0, previous };
  const resolved = { kind: 'resolved', values, secureValues: {}, secureNames: [], runnerKeys: {} };
  return { job, record: { id: 'job-1' }, resolved, retry } as unknown as EnteringRun;
}

describe('The files of a run', () => {
  it('are those of its file options, and are refused if the coordinator accepts no files', async () => {
    const files = new KnownFiles();
    await claimFiles(files, runWith({ f: 'file-1', text: 'file-2' }), FIRST);
    assert.deepEqual([...files.owners], [['file-1', FIRST]]);
    await claimFiles(files, runWith({ f: '' }), FIRST);
    await assert.rejects(claimFiles(undefined, runWith({ f: 'file-1' }), FIRST), { code: 'options-invalid' });
  });

  it('do not include a file for an option without a value, even if the option is named like a built-in property', async () => {
    const files = new KnownFiles();
    const run = runWith({});
    const options = [{ name: 'constructor', type: 'file' }];
    const job = Job.parse({ name: 'Deploy', options, sequence: { commands: [{ exec: 'true' }] } });
    await claimFiles(files, { ...run, job }, FIRST);
    assert.equal(files.owners.size, 0);
  });

  it('are released if the run does not start', async () => {
    const files = new KnownFiles();
    await claimFiles(files, runWith({ f: 'file-1' }), FIRST);
    await returnFiles(files, runWith({ f: 'file-1' }), FIRST);
    assert.equal(files.owners.size, 0);
  });

  it('are returned to the retried execution if the retry does not start, so that the next attempt can use them', async () => {
    const files = new KnownFiles();
    await claimFiles(files, runWith({ f: 'file-1' }), FIRST);
    const repeated = runWith({ f: 'file-1' }, FIRST);
    await claimFiles(files, repeated, SECOND);
    await returnFiles(files, repeated, SECOND);
    await claimFiles(files, repeated, ExecutionId.parse(3));
    assert.deepEqual([...files.owners], [['file-1', 3]]);
  });
});
