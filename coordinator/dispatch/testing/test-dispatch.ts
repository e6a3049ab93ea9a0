import type { HostFacts, Replica } from '../../../protocol/entities/replica.ts';
import type { Runner } from '../../../protocol/entities/runner.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../protocol/entities/settings.ts';
import { InstanceId, ProjectName, ReplicaId, RunnerId, Tag } from '../../../protocol/ids.ts';
import type { NumberedMessage, PollRequest } from '../../../protocol/runner/poll.ts';
import type { DirectoryChange, RunnerDirectory, SettingsSource } from '../ports.ts';
import { DispatchQueue } from '../queue/dispatch-queue.ts';
import { LostReplicas } from '../replicas/lost-replicas.ts';
import type { Presence } from '../replicas/presence.ts';
import { Registry } from '../replicas/registry.ts';
import type { ReplicaSession } from '../replicas/replica-session.ts';
import { FakeOperations } from './fake-operations.ts';
import { ManualClock } from './manual-clock.ts';
import { operation, queued } from './queued.ts';

const HOST: HostFacts = {
  hostname: 'host-1',
  platform: 'linux',
  architecture: 'x64',
  programVersion: '0.1.0',
  nodeVersion: '24.0.0',
  user: 'ops',
  pty: true,
};

/** Resolves after the queue has sent the offers of this tick. */
export const settled = (): Promise<void> => Promise.resolve().then(() => undefined);

/** Dispatch without a network: definitions in memory, and replicas that poll when the test calls them. */
export class TestDispatch {
  readonly clock = new ManualClock();
  readonly runners = new Map<RunnerId, Runner>();
  readonly replicas = new Map<ReplicaId, Replica>();
  readonly removed: ReplicaId[] = [];
  /** Number of operations that were abandoned because their replica was lost. */
  abandoned = 0;
  /** The notifications that a replica cannot start steps, or can start steps again. */
  readonly abilities: string[] = [];
  readonly operations: FakeOperations = new FakeOperations(() => this.queue);
  readonly registry: Registry;
  readonly queue: DispatchQueue;
  settings: Settings = { ...DEFAULT_SETTINGS, runners: { enabled: true } };
  readonly #closedProjects = new Set<ProjectName>();
  #onDirectory: (change: DirectoryChange) => void = () => undefined;
  #onDirectoryToo: (change: DirectoryChange) => void = () => undefined;
  readonly #directory: RunnerDirectory;
  readonly #source: SettingsSource;
  #onSettings: () => void = () => undefined;

  constructor() {
    const directory: RunnerDirectory = {
      runner: (id) => this.runners.get(id),
      runners: () => this.runners.values(),
      replica: (id) => this.replicas.get(id),
      replicas: () => this.replicas.values(),
      servesProject: (project) => !this.#closedProjects.has(project),
      onChange: (listener) => {
        [this.#onDirectory, this.#onDirectoryToo] = [this.#onDirectoryToo, listener];
        return () => undefined;
      },
    };
    const settings: SettingsSource = {
      current: () => this.settings,
      onChange: (listener) => {
        this.#onSettings = listener;
        return () => undefined;
      },
    };
    this.#directory = directory;
    this.#source = settings;
    const { clock } = this;
    const { operations } = this;
    const running = (id: ReplicaId): number => operations.running(id).length;
    this.registry = new Registry({ clock, directory, settings, running });
    const lost = new LostReplicas({
      silence: this.registry.silence,
      directory,
      settings,
      operations,
      remove: async (id) => {
        this.removed.push(id);
      },
      onAbandoned: (operations) => {
        this.abandoned += operations;
      },
      onProblem: (problem) => {
        throw problem;
      },
    });
    this.queue = new DispatchQueue({ clock, directory, settings, registry: this.registry });
    this.registry.follow({
      available: (presence) => this.queue.serve(presence),
      unavailable: (presence) => this.queue.takeBack(presence),
      ability: ({ replicaId, unable }) => this.abilities.push(`${replicaId} ${unable?.code ?? 'able'}`),
      tick: (presences) => lost.check(presences),
    });
  }

  /** Queues operations and waits until their offers are sent. */
  async send(...numbers: number[]): Promise<void> {
    for (const n of numbers) this.operations.dispatch(queued(n));
    await settled();
  }

  /** Returns why an operation waits. */
  why(n: number): string {
    return this.queue.whyWaiting(operation(n));
  }

  runner(name: string, more: Partial<Runner> = {}): RunnerId {
    const id = RunnerId.parse(name);
    this.runners.set(id, {
      id,
      name,
      description: '',
      tags: [Tag.parse('db')],
      assignedProjects: [ProjectName.parse('ops')],
      local: false,
      installationType: 'linux',
      replicaType: 'manual',
      createdAt: 0,
      revision: 0,
      ...more,
    });
    this.#changed({ runners: [id] });
    return id;
  }

  set(settings: Partial<Settings>): void {
    this.settings = { ...this.settings, ...settings };
    this.#onSettings();
  }

  /** Switches off all runners except the Local Runner for a project. */
  closeProject(project: ProjectName): void {
    this.#closedProjects.add(project);
    this.#changed({ projects: [project] });
  }

  /** Enrolls a replica of a runner. */
  replica(runnerId: RunnerId, name: string): ReplicaId {
    const id = ReplicaId.parse(name);
    const key = { kty: 'OKP' };
    this.replicas.set(id, {
      id,
      runnerId,
      signatureKey: key,
      encryptionKey: key,
      host: HOST,
      enrolledAt: this.clock.epoch(),
    });
    this.#changed({ replicas: [id] });
    return id;
  }

  /** Asks a replica to drain. */
  drain(id: ReplicaId): void {
    this.changeReplica(id, { drainAsked: true });
  }

  /** Changes the stored record of a replica. */
  changeReplica(id: ReplicaId, changes: Partial<Replica>): void {
    const replica = this.replicas.get(id);
    if (replica !== undefined) this.replicas.set(id, { ...replica, ...changes });
    this.#changed({ replicas: [id] });
  }

  /** Returns a new registry over the same definitions, as after a restart of the coordinator. */
  restarted(): Registry {
    const { clock, operations } = this;
    return new Registry({
      clock,
      directory: this.#directory,
      settings: this.#source,
      running: (id) => operations.running(id).length,
    });
  }

  /** Enrolls and connects a replica that polls again after each answer. */
  connect(runnerId: RunnerId, name: string, maxRunning = 50): TestReplica {
    return new TestReplica(this, this.replica(runnerId, name), maxRunning);
  }

  #changed(changes: Partial<DirectoryChange>): void {
    const change = { runners: [], replicas: [], projects: [], ...changes };
    this.#onDirectory(change);
    this.#onDirectoryToo(change);
  }
}

/** A simulated replica, with the messages that it received and the calls that it makes. */
export class TestReplica {
  readonly dispatch: TestDispatch;
  readonly presence: Presence;
  readonly received: NumberedMessage[] = [];
  session: ReplicaSession;
  readonly #maxRunning: number;

  constructor(dispatch: TestDispatch, id: ReplicaId, maxRunning: number) {
    const presence = dispatch.registry.presence(id);
    if (presence === undefined) throw new Error('not enrolled');
    this.dispatch = dispatch;
    this.presence = presence;
    this.#maxRunning = maxRunning;
    this.session = this.#open();
    this.poll();
  }

  get assigned(): string[] {
    return this.received.flatMap(({ message }) => (message.type === 'assign' ? [message.operationId] : []));
  }

  /** Opens a new session without a poll. */
  sync(uptimeMilliseconds = 0): void {
    this.session = this.#open(uptimeMilliseconds);
  }

  poll(more: Partial<PollRequest> = {}): void {
    const { registry } = this.dispatch;
    const { presence, session } = this;
    registry.polled(
      presence,
      session,
      {
        acknowledged: this.received.at(-1)?.number ?? 0,
        running: 0,
        maxRunning: this.#maxRunning,
        draining: false,
        goodbye: false,
        pongs: [],
        ...more,
      },
      {
        answer: (messages) => {
          this.received.push(...messages);
          registry.pollEnded(presence, 'answered');
          if (more.goodbye !== true) this.poll();
        },
        refuse: () => registry.pollEnded(presence, 'answered'),
      },
    );
  }

  /** Breaks the connection. The replica stops polling. */
  vanish(): void {
    this.session.refusePoll('session-unknown');
    this.dispatch.registry.pollEnded(this.presence, 'left');
  }

  async claim(operationId: QueuedId): Promise<string> {
    const { queue, registry, operations } = this.dispatch;
    queue.claiming(this.presence, operationId);
    const claim = await operations.claim(operationId, this.session.claimant);
    registry.count(this.presence);
    queue.claimed(this.presence, operationId, true);
    registry.recount(this.presence);
    return claim.verdict;
  }

  async end(operationId: QueuedId): Promise<void> {
    await this.dispatch.operations.end(operationId, this.session.claimant, {
      end: { kind: 'exited', exitCode: 0 },
      offset: 0,
      endedAt: 0,
    });
    this.dispatch.registry.recount(this.presence);
  }

  #open(uptimeMilliseconds = 0): ReplicaSession {
    const { replicaId, runnerId } = this.presence;
    const claimant = { replicaId, runnerId, runnerName: runnerId, instanceId: InstanceId.parse('instance') };
    const session = this.dispatch.registry.openSession(claimant, {
      host: HOST,
      maxRunning: this.#maxRunning,
      uptimeMilliseconds,
    });
    if (session === undefined) throw new Error('revoked');
    return session;
  }
}

type QueuedId = Parameters<DispatchQueue['withdraw']>[0];
