import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { compareFolder } from './compare-folder.ts';
import { coordinatorJobs } from './coordinator-jobs.ts';
import { FolderCache } from './folder-cache.ts';
import { readJobFile } from './read-job-file.ts';
import type { FolderFile } from './sync-ports.ts';

const JOBS = 100;
const textOf = (index: number, words: string) =>
  `name: job${index}\nuuid: u${index}\nsequence:\n  commands:\n    - exec: echo ${words}\n`;

/** A folder and a project with the same jobs. Counts what a comparison reads. */
class CountedFolder {
  readonly cache = new FolderCache();
  readonly words = Array.from({ length: JOBS }, () => 'one');
  readonly remote = Array.from({ length: JOBS }, () => ({ words: 'one', revision: 1 }));
  /** Versions of the files, in place of their modification times. */
  readonly versions = Array.from({ length: JOBS }, () => 1);
  /** Times of jobs that were created later than the others. */
  readonly createdAt = new Map<number, number>();
  commit = 'c1';
  reads = { files: 0, jobs: 0, texts: 0 };

  listing() {
    const versions = new Map<string, { version: string; file: FolderFile }>();
    const files = this.words.map((words, index) => {
      const key = `f${index}`;
      const version = String(this.versions[index]);
      const known = this.cache.unchanged(key, version) ?? this.#read(`${key}.yaml`, textOf(index, words));
      versions.set(key, { version, file: known });
      return known;
    });
    this.cache.keep({ files, unreadable: [] }, versions);
    return { files, unreadable: [] };
  }

  #read(file: string, text: string): FolderFile {
    this.reads.files += 1;
    return { file, text };
  }

  client = {
    listJobOverviews: async () => ({
      jobs: this.remote.map(({ revision }, index) => ({
        id: `u${index}`,
        revision,
        modifiedAt: this.createdAt.get(index) ?? revision,
      })),
    }),
    exportJobs: async ({ query }: { query: { idlist?: string } }) => {
      const ids = query.idlist?.split(',');
      const exported = this.remote.flatMap(({ words }, index) => {
        const read = readJobFile('', textOf(index, words));
        return read.kind === 'job' && ids?.includes(`u${index}`) !== false ? [read.job.job] : [];
      });
      this.reads.jobs += exported.length;
      return { text: JSON.stringify(exported) };
    },
    listJobRevisions: async () => ({ revisions: [] }),
  } as unknown as Client;

  async compare(): Promise<readonly string[]> {
    this.reads = { files: 0, jobs: 0, texts: 0 };
    const project = ProjectName.parse('p');
    const { jobs } = await compareFolder({
      listing: this.cache.listing ?? this.listing(),
      coordinator: coordinatorJobs(this.client, 'u', project, this.cache.remotes),
      history: {
        texts: async () => {
          this.reads.texts += 1;
          return [];
        },
        commit: async () => this.commit,
        contains: async () => true,
      },
      record: new Map(),
      cache: this.cache,
    });
    return jobs.flatMap(({ path, state }) => (state === 'same' ? [] : [`${path} ${state}`]));
  }
}

describe('FolderCache', () => {
  it('makes a comparison read only the changed job, and no file, after a change on the coordinator', async () => {
    const folder = new CountedFolder();
    assert.deepEqual(await folder.compare(), []);
    assert.deepEqual(folder.reads, { files: JOBS, jobs: JOBS, texts: 0 });
    folder.remote[3] = { words: 'two', revision: 2 };
    assert.deepEqual(await folder.compare(), ['job3 conflict']);
    assert.deepEqual(folder.reads, { files: 0, jobs: 1, texts: 1 });
    folder.remote[7] = { words: 'two', revision: 2 };
    assert.deepEqual(await folder.compare(), ['job3 conflict', 'job7 conflict']);
    assert.deepEqual(folder.reads, { files: 0, jobs: 1, texts: 0 });
  });

  it('makes a comparison read only the file that changed', async () => {
    const folder = new CountedFolder();
    await folder.compare();
    folder.words[4] = 'two';
    folder.versions[4] = 2;
    folder.cache.changed();
    assert.deepEqual(await folder.compare(), ['job4 conflict']);
    assert.deepEqual(folder.reads, { files: 1, jobs: 0, texts: 1 });
  });

  it('reads a file again that changed without a new version', async () => {
    const folder = new CountedFolder();
    await folder.compare();
    folder.words[4] = 'two';
    folder.cache.changed('f4');
    assert.deepEqual(await folder.compare(), ['job4 conflict']);
    assert.equal(folder.reads.files, 1);
  });

  it('forgets only the file that changed, and leaves the map of the caller as it is', () => {
    const cache = new FolderCache();
    const files = ['a', 'b'].map((file): FolderFile => ({ file, text: '' }));
    const [, kept] = files;
    const versions = new Map(files.map((file) => [file.file, { version: '1', file }]));
    cache.keep({ files, unreadable: [] }, versions);
    cache.changed('a');
    assert.equal(cache.unchanged('a', '1'), undefined);
    assert.equal(cache.unchanged('b', '1'), kept);
    assert.equal(versions.size, 2);
  });

  it('reads the history again after another commit was checked out', async () => {
    const folder = new CountedFolder();
    folder.remote[3] = { words: 'two', revision: 2 };
    await folder.compare();
    await folder.compare();
    assert.equal(folder.reads.texts, 0);
    folder.commit = 'c2';
    await folder.compare();
    assert.equal(folder.reads.texts, 1);
  });

  it('forgets a deleted job, and reads a job again that was recreated with the same revision', async () => {
    const folder = new CountedFolder();
    await folder.compare();
    folder.remote[3] = { words: 'two', revision: 1 };
    folder.createdAt.set(3, 99);
    assert.deepEqual(await folder.compare(), ['job3 conflict']);
    folder.remote.length = 3;
    assert.equal((await folder.compare()).filter((it) => it.endsWith('only-here')).length, JOBS - 3);
    assert.equal(folder.cache.remotes.size, 3);
  });
});
