import type { Client } from '../../../protocol/client/client.ts';
import { type ExecutionId, ProjectName } from '../../../protocol/ids.ts';
import type { SshServer } from '../../../runner/ssh/testing/ssh-server.ts';
import type { TestUser } from '../../../runner/ssh/testing/test-user.ts';
import type { Coordinator } from './coordinator.ts';
import { type JobText, runJob } from './jobs.ts';
import { SshSite } from './ssh-site.ts';
import { type Told, toldOf } from './told.ts';
import { type StartedRunner, World } from './world.ts';

const PROJECT = ProjectName.parse('demo');
/** Path of the site's SSH key in key storage. */
export const SITE_KEY = 'keys/project/demo/site';

export type Attributes = Readonly<Record<string, string>>;

/** A coordinator, a runner with the tag `edge`, and a server with one user that the runner reaches over SSH. */
export class SshWorld implements AsyncDisposable {
  readonly world: World;
  readonly coordinator: Coordinator;
  readonly runner: StartedRunner;
  readonly site: SshSite;
  readonly server: SshServer;
  readonly user: TestUser;

  private constructor(
    parts: Pick<SshWorld, 'world' | 'coordinator' | 'runner' | 'site' | 'server' | 'user'>,
  ) {
    this.world = parts.world;
    this.coordinator = parts.coordinator;
    this.runner = parts.runner;
    this.site = parts.site;
    this.server = parts.server;
    this.user = parts.user;
  }

  /** Opens a world. `environment` is the environment of the runner. */
  static async open(
    options: readonly string[] = [],
    environment: (site: SshSite) => NodeJS.ProcessEnv = () => ({}),
  ): Promise<SshWorld> {
    const [world, site] = [await World.open(), new SshSite()];
    try {
      const [server, coordinator] = await Promise.all([site.server(options), world.coordinator()]);
      const runner = await world.runner(coordinator, {
        name: 'edge',
        tags: ['edge'],
        project: 'demo',
        environment: environment(site),
      });
      const user = site.user();
      const opened = new SshWorld({ world, coordinator, runner, site, server, user });
      await opened.store(SITE_KEY, site.key.privateText, 'application/octet-stream');
      return opened;
    } catch (error) {
      await site[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  get client(): Client {
    return this.coordinator.client;
  }

  /** Stores a secret in key storage, by default a password. */
  async store(path: string, text: string, mediaType = 'application/x-rundeck-data-password'): Promise<void> {
    await this.client.createKey({
      params: { path: path.replace(/^keys\//, '') },
      body: { text, mediaType },
    });
  }

  /** Returns the attributes of a node on a server of the site. The user signs in with the key of the site. */
  node(more: Attributes = {}, { server = this.server, user = this.user } = {}): Attributes {
    return {
      tags: 'far',
      hostname: `127.0.0.1:${server.port}`,
      username: user.name,
      'ssh-key-storage-path': SITE_KEY,
      ...more,
    };
  }

  /** Replaces the inventory. */
  async nodes(nodes: Readonly<Record<string, Attributes>>): Promise<void> {
    await this.client.setSourceNodes({
      params: { project: PROJECT, index: 1 },
      body: { text: JSON.stringify(nodes), mediaType: 'application/json' },
    });
  }

  /** Starts a job on all nodes of the inventory. */
  begin(job: JobText, options: Readonly<Record<string, string>> = {}): Promise<ExecutionId> {
    const nodefilters = { filter: 'tags: far' };
    return runJob(this.client, { ...job, tags: ['edge'], more: { nodefilters, ...job.more } }, options);
  }

  async run(job: JobText, options: Readonly<Record<string, string>> = {}): Promise<Told> {
    return toldOf(this.client, await this.begin(job, options));
  }

  /** Runs a job on one node, which becomes the whole inventory. */
  async runOn(node: Attributes, steps: JobText['steps'], more: JobText['more'] = {}): Promise<Told> {
    await this.nodes({ one: node });
    return this.run({ name: 'on one node', steps, more });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
    await this.site[Symbol.asyncDispose]();
  }
}
