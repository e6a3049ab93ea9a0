import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { ProjectName } from '../../../../protocol/ids.ts';
import { NodeEntries, type NodeSourceInfo } from '../../../../protocol/routes/shapes/node-shapes.ts';
import { testKey } from '../../../../runner/ssh/testing/test-keys.ts';
import type { Coordinator } from '../coordinator.ts';
import { runJob } from '../jobs.ts';
import { type Told, toldOf } from '../told.ts';
import { type StartedRunner, World } from '../world.ts';
import { AttackerServer } from './attacker-server.ts';
import { type HostileKind, HostileSources } from './hostile-sources.ts';

const params = { project: ProjectName.parse('demo') };
type Properties = Readonly<Record<string, string>>;

/** Secrets that must never reach the attacker, in addition to the coordinator's tokens. */
export const SECRETS = {
  password: 'password-of-key-storage',
  option: 'value-of-a-secure-option',
  runnerKey: 'key-of-the-runner-itself',
} as const;
/** Name and tag of the attacked runner. */
export const VICTIM = 'victim';
const EVIL = 'evil';

/**
 * A coordinator, the attacker's SSH server, and two runners in one project. The runner `evil` reports hostile nodes.
 */
export class HostileScene implements AsyncDisposable {
  readonly world: World;
  readonly attacker: AttackerServer;
  readonly sources: HostileSources;
  coordinator: Coordinator;
  readonly victim: StartedRunner;
  readonly adminToken: string;

  private constructor(
    parts: Pick<HostileScene, 'world' | 'attacker' | 'sources' | 'coordinator' | 'victim' | 'adminToken'>,
  ) {
    this.world = parts.world;
    this.attacker = parts.attacker;
    this.sources = parts.sources;
    this.coordinator = parts.coordinator;
    this.victim = parts.victim;
    this.adminToken = parts.adminToken;
  }

  static async open(): Promise<HostileScene> {
    const world = await World.open();
    const attacker = await AttackerServer.open();
    const sources = await HostileSources.open(world.path('hostile'));
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    await client.updateSettings({ body: { fetch: { allowed: ['127.0.0.1'] } } });
    const victim = await world.runner(coordinator, { name: VICTIM, tags: [VICTIM], project: 'demo' });
    await mkdir(`${victim.dataDir}/keys`, { recursive: true, mode: 0o700 });
    await writeFile(`${victim.dataDir}/keys/secret`, SECRETS.runnerKey, { mode: 0o600 });
    await world.runner(coordinator, { name: EVIL, tags: [EVIL], project: 'demo' });
    for (const name of [VICTIM, EVIL, 'Local Runner']) await world.healthy(coordinator, name);
    const store = (path: string, text: string, mediaType: string) =>
      client.createKey({ params: { path }, body: { text, mediaType } });
    await store('project/demo/password', SECRETS.password, 'application/x-rundeck-data-password');
    await store('project/demo/private', testKey().privateText, 'application/octet-stream');
    const adminToken = (await readFile(`${coordinator.dataDir}/admin.token`, 'utf8')).trim();
    return new HostileScene({ world, attacker, sources, coordinator, victim, adminToken });
  }

  /** Sets the sources of the project, in order, and other properties. */
  async configure(sources: readonly Properties[], more: Properties = {}): Promise<void> {
    const config = sources.flatMap((source, index) =>
      Object.entries(source).map(([name, value]) => [`resources.source.${index + 1}.${name}`, value]),
    );
    await this.coordinator.client.setProjectConfig({
      params,
      body: { ...Object.fromEntries(config), ...more },
    });
  }

  /** Makes the project read its sources again. */
  refresh(): Promise<NodeSourceInfo[]> {
    return this.coordinator.client.refreshNodes({ params, query: {} });
  }

  /** Returns the properties of a hostile source. */
  source(kind: HostileKind): Properties {
    return this.sources.properties(kind, EVIL);
  }

  /** Returns the merged inventory. */
  async entries(): Promise<NodeEntries> {
    const { text } = await this.coordinator.client.listNodes({ params, query: {} });
    return NodeEntries.parse(JSON.parse(text));
  }

  /** Replaces the nodes that the project stores. */
  async store(nodes: object): Promise<void> {
    await this.coordinator.client.setSourceNodes({
      params: { ...params, index: 1 },
      body: { text: JSON.stringify(nodes), mediaType: 'application/json' },
    });
  }

  /** Runs a job with a secure option on the attacked runner, for the nodes of the filter. */
  async runOn(filter: string, steps: readonly object[]): Promise<Told> {
    const options = [{ name: 'sshPassword', secure: true, valueExposed: true }];
    const dispatch = { keepgoing: true, threadcount: '8' };
    const job = {
      name: 'on hostile nodes',
      tags: [VICTIM],
      steps: [],
      more: { nodefilters: { filter, dispatch }, options, sequence: { commands: steps } },
    };
    const execution = await runJob(this.coordinator.client, job, { sshPassword: SECRETS.option });
    return toldOf(this.coordinator.client, execution);
  }

  /** Returns the secrets that reached the attacker's server or the output of a job. */
  leaks(told: Told): string[] {
    const all = [...this.attacker.received, ...told.lines].join('\n');
    const secrets = [...Object.values(SECRETS), this.adminToken, 'PRIVATE KEY'];
    return secrets.filter((secret) => all.includes(secret));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sources[Symbol.asyncDispose]();
    await this.attacker[Symbol.asyncDispose]();
    await this.world[Symbol.asyncDispose]();
  }
}
