import assert from 'node:assert/strict';
import { MailReceiver, WebhookReceiver } from '../../../coordinator/notifications/testing/receivers.ts';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { JobId } from '../../../protocol/ids.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import type { Execution, OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { CorpusFile } from '../../corpus/corpus-files.ts';
import type { Coordinator } from '../harness/coordinator.ts';
import { endOf } from '../harness/jobs.ts';
import { World } from '../harness/world.ts';
import { ANSWERS } from './answers.ts';
import { nodeWhereShellIsBash } from './shell-host.ts';
import { StandIns, type Started } from './stand-ins.ts';

/** The project of the keys that the jobs reference. */
export const PROJECT = ProjectName.parse('vault-management');

/** Secrets that the jobs use, by key path. */
export const KEYS = {
  'project/vault-management/Token': 'token-of-the-vault',
  'admins/admin-rundeck': 'secret-of-the-cloud',
  'db/password': 'secret-of-the-database',
} as const;

/** Nodes that the filters of the jobs select, each executed on this host. */
const NODES = ['fpm', 'node1', 'node2', 'ssh-node', 'web_1'];

/** The result of one run. */
export interface Run {
  readonly execution: Execution;
  readonly status: string;
  /** The printed lines of all steps. */
  readonly lines: readonly string[];
  readonly entries: readonly OutputEntry[];
  /** The starts of the replaced programs, in order. */
  readonly started: readonly Started[];
  /** The command lines of the replaced programs, in order. */
  readonly commands: readonly string[];
}

/** A coordinator with its Local Runner, and everything that the jobs of the corpus require. */
export class CorpusWorld implements AsyncDisposable {
  readonly world: World;
  readonly coordinator: Coordinator;
  readonly webhooks: WebhookReceiver;
  readonly mail: MailReceiver;
  readonly #standIns: StandIns;
  readonly #ids = new Map<string, JobId>();
  readonly #opened: AsyncDisposableStack;

  private constructor(
    opened: AsyncDisposableStack,
    world: World,
    coordinator: Coordinator,
    webhooks: WebhookReceiver,
    mail: MailReceiver,
    standIns: StandIns,
  ) {
    this.#opened = opened;
    this.world = world;
    this.coordinator = coordinator;
    this.webhooks = webhooks;
    this.mail = mail;
    this.#standIns = standIns;
  }

  static async open(): Promise<CorpusWorld> {
    await using opened = new AsyncDisposableStack();
    const world = opened.use(await World.open());
    const standIns = await StandIns.install(world.path('stand-ins'), ANSWERS);
    const webhooks = opened.use(await WebhookReceiver.open());
    const mail = opened.use(await MailReceiver.open());
    const coordinator = await world.coordinator({
      args: ['--local-runner-same-user'],
      environment: { ...world.environment, PATH: `${standIns.folder}:${process.env['PATH']}` },
      node: await nodeWhereShellIsBash(world.folder),
    });
    const { client } = coordinator;
    await client.createProject({ body: { name: PROJECT } });
    await client.updateSettings({
      body: {
        fetch: { allowed: ['127.0.0.1'] },
        mail: { host: '127.0.0.1', port: mail.port, security: 'none' },
      },
    });
    for (const [path, text] of Object.entries(KEYS)) {
      await client.createKey({
        params: { path },
        body: { text, mediaType: 'application/x-rundeck-data-password' },
      });
    }
    const nodes = Object.fromEntries(
      NODES.map((name) => [name, { 'node-executor': 'local', resource_type: 'vm' }]),
    );
    await client.setSourceNodes({
      params: { project: PROJECT, index: 1 },
      body: { text: JSON.stringify(nodes), mediaType: 'application/json' },
    });
    return new CorpusWorld(opened.move(), world, coordinator, webhooks, mail, standIns);
  }

  /** Imports a file unchanged, with its ids, and returns the paths of its jobs. */
  async importFile({ name, text }: CorpusFile): Promise<readonly string[]> {
    const { succeeded, failed } = await this.coordinator.client.importJobs({
      params: { project: PROJECT },
      query: { dupeOption: 'update' },
      body: { text, mediaType: 'application/yaml' },
    });
    assert.deepEqual(failed, [], name);
    for (const job of succeeded) this.#ids.set(jobPath(job), job.id);
    return succeeded.map(jobPath);
  }

  /** Imports a referenced job that no file of the corpus contains. */
  async importOwn(job: object): Promise<void> {
    await this.importFile({ name: 'own', text: JSON.stringify([job]) });
  }

  idOf(path: string): JobId {
    const id = this.#ids.get(path);
    assert.ok(id !== undefined, `${path} was not imported`);
    return id;
  }

  /** Runs a job to its end. */
  async run(path: string, options: Readonly<Record<string, string>> = {}): Promise<Run> {
    const { client } = this.coordinator;
    await this.#standIns.takeStarted();
    const { id } = await client.runJob({ params: { job: this.idOf(path) }, body: { options } });
    const execution = await endOf(client, id);
    const { entries, completed } = await client.getExecutionOutput({
      params: { execution: id },
      query: { offset: '0' },
    });
    assert.ok(completed);
    const started = await this.#standIns.takeStarted();
    return {
      execution,
      status: execution.status,
      lines: entries.map(({ log }) => log),
      entries,
      started,
      commands: started.map(({ line }) => line),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}
