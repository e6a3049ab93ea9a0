import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { LogLimit } from '../../../job-language/format/log-limit.ts';
import type { Node } from '../../../job-language/nodes/node.ts';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { Runner } from '../../../protocol/entities/runner.ts';
import {
  type ExecutionId,
  executionOf,
  InstanceId,
  JobId,
  type OperationId,
  ProjectName,
  ReplicaId,
  RunnerId,
  Tag,
} from '../../../protocol/ids.ts';
import { createPatternRunner } from '../../../support/patterns/pattern-runner.ts';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import { createJobTexts } from '../../jobs/check/job-texts.ts';
import { masterKey, masterKeys } from '../../keys/master-keys.ts';
import { SecureValueStore } from '../../keys/secure-values.ts';
import {
  type CoordinatorDefinitions,
  openCoordinatorDefinitions,
} from '../../store/definitions/coordinator-definitions.ts';
import { JobRecord } from '../../store/definitions/records/job-record.ts';
import { Damages } from '../../store/files/damages.ts';
import { openEmbeddedJournal } from '../../store/journal/embedded-journal.ts';
import type { Journal } from '../../store/journal/journal.ts';
import { scratchFolder } from '../../store/testing/scratch-folder.ts';
import { JobCache } from '../admission/job-cache.ts';
import type { RunRequest } from '../executions.ts';
import { type OpenedExecutions, openExecutions } from '../open-executions.ts';
import type { Claim, Claimant } from '../ports.ts';
import { ExecutionIndex } from '../runtime/execution-index.ts';
import { FakeDispatcher } from './fake-dispatcher.ts';

const MASTER_KEYS = masterKeys(masterKey(Buffer.alloc(32, 1)));
const WORKER = new URL('../../store/journal/journal-worker.ts', import.meta.url);

export const CLAIMANT: Claimant = {
  replicaId: ReplicaId.parse('web-a'),
  instanceId: InstanceId.parse('web-a-1'),
  runnerId: RunnerId.parse('web'),
  runnerName: 'web',
};

export const OTHER_CLAIMANT: Claimant = {
  replicaId: ReplicaId.parse('other-a'),
  instanceId: InstanceId.parse('other-a-1'),
  runnerId: RunnerId.parse('other'),
  runnerName: 'other',
};

const HOST = {
  hostname: 'web-host',
  platform: 'linux',
  architecture: 'x64',
  programVersion: '0.1.0',
  nodeVersion: '24.0.0',
  user: 'ops',
  pty: true,
} as const;

const JOB_CHECK_WORKER = new URL('../../jobs/check/job-check-worker.ts', import.meta.url);

/** Executions with a real journal and real definitions in a scratch folder, and with a fake dispatcher and clock. */
export class TestExecutions {
  readonly clock = new ManualClock();
  readonly folder: string;
  readonly definitions: CoordinatorDefinitions;
  readonly errors: string[] = [];
  /** Operations whose output was ended, each with the status of its execution at that time. */
  readonly endedOutputs: string[] = [];
  /** Operations with output of an import. Like files, they remain after a crash. */
  readonly importedOutputs = new Set<OperationId>();
  dispatcher = new FakeDispatcher();
  freeBytes = 1e12;
  nodes: readonly Node[] = [];
  /** The inventory is available once this resolves. */
  nodesKnown: Promise<unknown> = Promise.resolve();
  readonly keys = new Map<string, string>();
  /** Counts the simulated processes. Timers and log lines of earlier ones are ignored. */
  #process = 0;
  readonly #patterns = createPatternRunner();
  readonly #noting: ((message: string) => void)[] = [];
  journal: Journal;
  #opened: OpenedExecutions | undefined;
  #index = new ExecutionIndex();
  readonly #remove: () => Promise<void>;

  private constructor(
    scratch: { path: string; remove: () => Promise<void> },
    definitions: CoordinatorDefinitions,
    journal: Journal,
  ) {
    this.folder = scratch.path;
    this.#remove = scratch.remove;
    this.definitions = definitions;
    this.journal = journal;
  }

  static async start(): Promise<TestExecutions> {
    const scratch = await scratchFolder();
    const definitions = await openCoordinatorDefinitions({
      folder: scratch.path,
      now: () => 0,
      damages: new Damages(scratch.path),
      onFatal: assert.fail,
    });
    const test = new TestExecutions(scratch, definitions, await openJournal(scratch.path));
    await test.createProject('shop');
    await test.createRunner('Local Runner', { local: true });
    await test.createRunner('web', { tags: [Tag.parse('linux'), Tag.parse('web')] });
    for (const claimant of [CLAIMANT, OTHER_CLAIMANT]) await test.#enroll(claimant);
    await test.#open();
    return test;
  }

  get executions() {
    return this.#running().executions;
  }

  get operations() {
    return this.#running().operations;
  }

  get index() {
    return this.#index;
  }

  outputLimitReached(execution: ExecutionId, limit: LogLimit): Promise<void> {
    return this.#running().outputLimitReached(execution, limit);
  }

  restored(seen: { generation: number; sequence: number }): Promise<void> {
    return this.#running().restored(seen);
  }

  /** Simulates a crash and restart: only data on disk remains. */
  async crash(): Promise<void> {
    this.#process += 1;
    await this.journal.close();
    this.journal = await openJournal(this.folder);
    this.dispatcher = new FakeDispatcher();
    await this.#open();
  }

  /** Simulates a crash and a restart after this many ms. */
  async crashFor(milliseconds: number): Promise<void> {
    this.#process += 1;
    this.clock.advance(milliseconds);
    await this.crash();
  }

  async close(): Promise<void> {
    await this.executions.close();
    await this.#patterns.close();
    await this.journal.close();
    await this.definitions.close();
    await this.#remove();
  }

  async createProject(name: string, config: Readonly<Record<string, string>> = {}): Promise<void> {
    const project = ProjectName.parse(name);
    await this.definitions.change((draft) =>
      draft.put('projects', project, { name: project, description: '', config, createdAt: 0, revision: 0 }),
    );
  }

  async createRunner(name: string, more: Partial<Runner> = {}): Promise<void> {
    const id = RunnerId.parse(name.toLowerCase().replaceAll(' ', '-'));
    await this.definitions.change((draft) =>
      draft.put('runners', id, {
        id,
        name,
        description: '',
        tags: [],
        assignedProjects: [ProjectName.parse('shop')],
        local: false,
        installationType: 'linux',
        replicaType: 'manual',
        createdAt: 0,
        revision: 0,
        ...more,
      }),
    );
  }

  /** Revokes the credentials of a replica and crashes before anything else happens. */
  async revokeAndCrash({ replicaId }: Claimant): Promise<void> {
    await this.definitions.change((draft) => draft.remove('replicas', replicaId));
    await this.crash();
  }

  /** Stores the text of a job of project `shop` and returns its record. */
  async job(yaml: string, id = 'job-1'): Promise<JobRecord> {
    const [textHash = ''] = await this.definitions.keepTexts([yaml]);
    return JobRecord.parse({
      id: JobId.parse(id),
      project: ProjectName.parse('shop'),
      group: '',
      name: 'Deploy',
      description: '',
      executionEnabled: true,
      scheduleEnabled: true,
      selector: { mode: 'LOCAL', type: 'LOCAL_RUNNER', tags: [] },
      textHash,
      createdAt: 0,
      createdBy: 'ann',
      modifiedAt: 0,
      modifiedBy: 'ann',
      revision: 1,
    });
  }

  /** Stores a job of project `shop` in the definitions, where references find it. */
  async storedJob(yaml: string, id: string, more: Partial<JobRecord> = {}): Promise<JobRecord> {
    const record = { ...(await this.job(yaml, id)), ...more };
    await this.definitions.change((draft) => draft.put('jobs', record.id, record));
    return record;
  }

  /** Grants and ends the next queued operation, as soon as there is one. */
  async step(
    exitCode = 0,
    data?: Readonly<Record<string, string>>,
    claimant = CLAIMANT,
  ): Promise<Claim & { verdict: 'granted' }> {
    const { operationId } = await this.dispatcher.whenQueued();
    const claim = await this.operations.claim(operationId, claimant);
    assert.ok(claim.verdict === 'granted');
    await this.operations.end(operationId, claimant, {
      end: { kind: 'exited', exitCode },
      offset: 0,
      endedAt: 1,
      ...(data === undefined ? {} : { data }),
    });
    return claim;
  }

  async run(yaml: string, more: Partial<RunRequest> = {}): Promise<ExecutionSummary> {
    return this.executions.run({ job: await this.job(yaml), user: 'ann', ...more });
  }

  /** Resolves with the next warning or error in the log. */
  whenNoted(): Promise<string> {
    return new Promise((resolve) => this.#noting.push(resolve));
  }

  /** Resolves with the first summary for which `fits` returns true. */
  async until(id: ExecutionId, fits: (summary: ExecutionSummary) => boolean): Promise<ExecutionSummary> {
    return new Promise((resolve, reject) => {
      const look = (summary: ExecutionSummary | undefined): void => {
        if (summary?.id !== id || !fits(summary)) return;
        stop();
        resolve(summary);
      };
      const stop = this.executions.onChange(look);
      this.executions.get(id).then(look, reject);
    });
  }

  async #enroll({ replicaId, runnerId }: Claimant): Promise<void> {
    const key = { kty: 'OKP', crv: 'Ed25519', x: 'test' } as const;
    await this.definitions.change((draft) =>
      draft.put('replicas', replicaId, {
        id: replicaId,
        runnerId,
        signatureKey: key,
        encryptionKey: key,
        host: HOST,
        enrolledAt: 0,
      }),
    );
  }

  async #open(): Promise<void> {
    const process = this.#process;
    const note = (_: object, message: string): void => {
      if (process !== this.#process) return;
      this.errors.push(message);
      for (const resolve of this.#noting.splice(0)) resolve(message);
    };
    const secureValues = await SecureValueStore.open(
      join(this.folder, 'secure-values'),
      MASTER_KEYS,
      new Damages(this.folder),
    );
    this.#index = new ExecutionIndex();
    this.#opened = await openExecutions({
      index: this.#index,
      secureValues,
      journal: this.journal,
      definitions: this.definitions,
      jobs: new JobCache((hash) => this.definitions.text(hash), createJobTexts(JOB_CHECK_WORKER)),
      dispatcher: this.dispatcher,
      erasures: { wake: () => undefined },
      output: {
        end: async (operationId) => {
          const summary = await this.journal.execution(executionOf(operationId));
          this.endedOutputs.push(`${operationId} ${summary?.status}`);
        },
        log: (operationId) => ({ append: async () => void this.importedOutputs.add(operationId) }),
        erase: async (ids) => {
          for (const operation of this.importedOutputs)
            if (ids.includes(executionOf(operation))) this.importedOutputs.delete(operation);
        },
      },
      clock: {
        epoch: () => this.clock.epoch(),
        after: (milliseconds, callback) =>
          this.clock.after(milliseconds, () => {
            if (process === this.#process) callback();
          }),
      },
      log: { info: () => undefined, warn: note, error: note },
      dataDir: {
        path: this.folder,
        diskSpace: async () => ({ freeBytes: this.freeBytes, low: this.freeBytes < 1e6, reserved: false }),
      },
      serverNode: 'coordinator-host',
      addresses: {
        server: () => 'http://coordinator',
        execution: (id) => `http://coordinator/execution/${id}`,
      },
      inventory: {
        nodes: async () => {
          await this.nodesKnown;
          return this.nodes;
        },
      },
      readKey: async (path) => this.keys.get(path),
      patterns: this.#patterns,
      random: () => 0,
      newUuid: () => 'a-uuid',
    });
  }

  #running(): OpenedExecutions {
    assert.ok(this.#opened);
    return this.#opened;
  }
}

function openJournal(folder: string): Promise<Journal> {
  return openEmbeddedJournal({ path: join(folder, 'journal.db'), worker: WORKER, onFatal: assert.fail });
}
