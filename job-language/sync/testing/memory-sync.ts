import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { type ComparedFolder, compareFolder } from '../compare-folder.ts';
import { JobPull, type PullOptions, type PullResult } from '../pull-jobs.ts';
import { readJobFile } from '../read-job-file.ts';
import { type PushOptions, type PushPlan, type PushResult, planPush, sendJobs } from '../send-jobs.ts';
import type { RemoteJob, SyncCoordinator, SyncFolder, SyncHistory } from '../sync-ports.ts';
import type { SyncRecord } from '../sync-record.ts';
import { recordSynchronised } from '../synchronised-jobs.ts';

/** A coordinator in memory. Revisions count from 0. */
export class MemoryCoordinator implements SyncCoordinator {
  readonly url = 'http://127.0.0.1:4440';
  readonly texts = new Map<string, string[]>();

  async jobs(): Promise<readonly RemoteJob[]> {
    return [...this.texts].flatMap(([id, texts]): RemoteJob[] => {
      const read = readJobFile('', texts.at(-1) ?? '');
      if (read.kind !== 'job') return [];
      const { job, group, name } = read.job;
      return [{ id, group, name, revision: texts.length - 1, modifiedAt: 0, job: { ...job, uuid: id } }];
    });
  }
  async text(id: string) {
    const texts = this.#of(id);
    return { text: texts.at(-1) ?? '', revision: texts.length - 1 };
  }
  async revisions(id: string) {
    return this.#of(id).map((_, index, { length }) => length - 1 - index);
  }
  async revisionText(id: string, revision: number) {
    return this.#of(id)[revision] ?? '';
  }
  async save(id: string, text: string, revision: number) {
    const texts = this.#of(id);
    if (texts.length - 1 !== revision)
      throw new OutrunnerError('revision-conflict', { kind: 'Job', name: id });
    texts.push(text);
  }
  async create(text: string) {
    const read = readJobFile('', text);
    const id = (read.kind === 'job' ? read.job.id : undefined) ?? `id-${this.texts.size}`;
    this.texts.set(id, [text]);
    return id;
  }
  async remove(id: string) {
    this.texts.delete(id);
  }

  #of(id: string): string[] {
    const texts = this.texts.get(id);
    if (texts === undefined) throw new OutrunnerError('not-found', { kind: 'Job', name: id });
    return texts;
  }
}

/** A working copy in memory, with the texts that were committed. */
export class MemoryFolder implements SyncFolder, SyncHistory {
  readonly files = new Map<string, string>();
  readonly committed: string[] = [];
  record: SyncRecord = new Map();

  async list() {
    return { files: [...this.files].map(([file, text]) => ({ file, text })), unreadable: [] };
  }
  async write(file: string, text: string) {
    this.files.set(file, text);
  }
  async remove(file: string) {
    this.files.delete(file);
  }
  async texts() {
    return this.committed;
  }
  async commit() {
    return undefined;
  }
  async contains() {
    return true;
  }

  commitFiles(): void {
    this.committed.push(...this.files.values());
  }

  async compare(coordinator: SyncCoordinator): Promise<ComparedFolder> {
    return compareFolder({ listing: await this.list(), coordinator, history: this, record: this.record });
  }

  async push(
    coordinator: SyncCoordinator,
    options: Partial<PushOptions> = {},
  ): Promise<PushPlan & { readonly pushed: readonly PushResult[] }> {
    const { jobs } = await this.compare(coordinator);
    const plan = planPush(jobs, { force: false, deletes: false, ...options });
    const pushed: PushResult[] = [];
    try {
      const steps = plan.conflicts.length > 0 ? [] : plan.steps;
      for await (const result of sendJobs(steps, coordinator)) pushed.push(result);
    } finally {
      const parts = { history: this, url: coordinator.url };
      this.record = await recordSynchronised(this.record, { jobs, pushed }, parts);
    }
    return { ...plan, pushed };
  }

  async pull(coordinator: SyncCoordinator, options: Partial<PullOptions> = {}): Promise<PullResult[]> {
    const { jobs } = await this.compare(coordinator);
    const given = { force: false, merge: false, deletes: false, ...options };
    const pull = new JobPull(coordinator, this, [...this.files.keys()], given);
    const pulled: PullResult[] = [];
    for (const job of jobs) {
      const result = await pull.pull(job);
      if (result !== undefined) pulled.push(result);
    }
    const parts = { history: this, url: coordinator.url };
    this.record = await recordSynchronised(this.record, { jobs, pulled }, parts);
    return pulled;
  }
}
