import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Runner } from '../../../protocol/entities/runner.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../protocol/entities/settings.ts';
import { ProjectName, type ReplicaId, RunnerId, Tag } from '../../../protocol/ids.ts';
import type { Position } from '../../../protocol/runner/position.ts';
import type { RefusedLogin } from '../../access/refused-logins.ts';
import { type OpenedDispatch, openDispatch } from '../../dispatch/open-dispatch.ts';
import { FakeOperations } from '../../dispatch/testing/fake-operations.ts';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import {
  type CoordinatorDefinitions,
  coordinatorOf,
  openCoordinatorDefinitions,
} from '../../store/definitions/coordinator-definitions.ts';
import { Damages } from '../../store/files/damages.ts';
import type { AuditRecord } from '../../store/journal/journal.ts';
import { openEmbeddedOutput } from '../../store/output/open-embedded-output.ts';
import { scratchFolder } from '../../store/testing/scratch-folder.ts';
import { createRunnerProtocol, type RunnerProtocolOptions } from '../create-runner-protocol.ts';
import type { RunnerProtocol } from '../ports.ts';
import { PositionProofs } from '../position/position-proofs.ts';
import { TestOutputs } from './test-outputs.ts';

export interface TestCoordinator {
  readonly url: string;
  readonly protocol: RunnerProtocol;
  readonly dispatch: OpenedDispatch;
  readonly definitions: CoordinatorDefinitions;
  readonly operations: FakeOperations;
  readonly outputs: TestOutputs;
  /** Uploaded files, keyed by `EXECUTION/ID`. */
  readonly files: Map<string, Buffer>;
  readonly clock: ManualClock;
  readonly audited: AuditRecord[];
  /** Resolves once the audit records are durable. A test may replace it. */
  recorded: () => Promise<void>;
  readonly refusedLogins: RefusedLogin[];
  readonly logged: { level: string; message: string }[];
  readonly restores: Position[];
  /** Returns a position with a valid proof of this coordinator. */
  proven(generation: number, sequence: number): Position;
  sequence: number;
  /** Returns the number of requests to a path that have arrived and are neither answered nor disconnected. */
  openRequests(path: string): number;
  createRunner(name: string, more?: Partial<Runner>): Promise<RunnerId>;
  set(change: (settings: Settings) => Settings): Promise<void>;
  /** Simulates a restart of the coordinator: dispatch and the protocol lose all state in memory. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the real protocol on a real server, with real definitions and output. Only operations and time are simulated.
 */
export async function startTestCoordinator(): Promise<TestCoordinator> {
  const folder = await scratchFolder();
  const clock = new ManualClock();
  const audited: AuditRecord[] = [];
  const refusedLogins: RefusedLogin[] = [];
  const logged: TestCoordinator['logged'] = [];
  const restores: TestCoordinator['restores'] = [];
  const state = { sequence: 100, recorded: () => Promise.resolve() };
  const positionKey = createSecretKey(Buffer.alloc(32, 7));
  const definitions = await openCoordinatorDefinitions({
    folder: folder.path,
    now: () => clock.epoch(),
    damages: new Damages(folder.path),
    onFatal: (error) => {
      throw error;
    },
  });
  const output = await openEmbeddedOutput({
    folder: folder.path,
    damages: new Damages(folder.path),
    now: () => clock.epoch(),
    hasRoom: () => true,
    onFatal: (error) => {
      throw error;
    },
    // Output becomes durable only when a test requests it.
    syncAfter: 1_000_000,
  });
  const outputs = new TestOutputs(output);
  const files = new Map<string, Buffer>();
  const set = async (change: (settings: Settings) => Settings): Promise<void> => {
    await definitions.change((draft) =>
      draft.put('settings', 'settings', change(draft.get('settings', 'settings') ?? DEFAULT_SETTINGS)),
    );
  };
  await set((settings) => ({ ...settings, runners: { enabled: true } }));
  const note = (level: string) => (_fields: object, message: string) => {
    logged.push({ level, message });
  };
  const operations: FakeOperations = new FakeOperations(() => dispatch.queue);
  const running = (id: ReplicaId): number => operations.running(id).length;
  const options: Omit<RunnerProtocolOptions, 'dispatch'> = {
    definitions,
    journal: { highestSequence: () => state.sequence },
    audit: ({ who, what, from, subject, detail }) => {
      audited.push({ time: clock.epoch(), who, what, from, details: { subject, detail } });
    },
    recorded: () => state.recorded(),
    onRefusedLogin: (login) => refusedLogins.push(login),
    output: outputs,
    operations,
    discoveryWorker: new URL('../discovery/discovery-worker.ts', import.meta.url),
    files: { read: (execution, id) => sourceOf(files.get(`${execution}/${id}`)) },
    restored: async (seen) => {
      restores.push(seen);
      await definitions.change((draft) => {
        const record = draft.get('coordinator', 'coordinator');
        if (record !== undefined)
          draft.put('coordinator', 'coordinator', { ...record, generation: seen.generation + 1 });
      });
    },
    positionKey,
    clock,
    log: { info: note('info'), warn: note('warn'), error: note('error') },
  };
  const proofs = new PositionProofs(positionKey, coordinatorOf(await definitions.snapshot()).id);
  let dispatch: OpenedDispatch = await openDispatch({ definitions, clock, running });
  let protocol: RunnerProtocol = createRunnerProtocol({ ...options, dispatch });
  const open = new Map<string, number>();
  const count = (path: string, by: number) => open.set(path, (open.get(path) ?? 0) + by);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    count(path, 1);
    response.once('close', () => count(path, -1));
    if (protocol.handler(request, response)) return;
    response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get protocol() {
      return protocol;
    },
    get dispatch() {
      return dispatch;
    },
    definitions,
    operations,
    outputs,
    files,
    clock,
    audited,
    refusedLogins,
    logged,
    restores,
    openRequests: (path) => open.get(path) ?? 0,
    proven: (generation, sequence) => proofs.prove(generation, sequence),
    get sequence() {
      return state.sequence;
    },
    set sequence(value: number) {
      state.sequence = value;
    },
    get recorded() {
      return state.recorded;
    },
    set recorded(value: () => Promise<void>) {
      state.recorded = value;
    },
    set,
    async createRunner(name, more = {}) {
      const id = RunnerId.parse(`runner-${name}`);
      const runner: Runner = {
        id,
        name,
        description: '',
        tags: [Tag.parse('db')],
        assignedProjects: [ProjectName.parse('ops')],
        local: false,
        installationType: 'linux',
        replicaType: 'manual',
        createdAt: clock.epoch(),
        revision: 0,
        ...more,
      };
      await definitions.change((draft) => draft.put('runners', id, runner));
      return id;
    },
    async restart() {
      await protocol.close();
      dispatch.close();
      dispatch = await openDispatch({ definitions, clock, running });
      protocol = createRunnerProtocol({ ...options, dispatch });
    },
    async close() {
      await protocol.close();
      dispatch.close();
      server.closeAllConnections();
      server.close();
      await definitions.close();
      await output.close();
      await folder.remove();
    },
  };
}

function sourceOf(content: Buffer | undefined) {
  if (content === undefined) return undefined;
  return {
    size: content.byteLength,
    from: async function* (start: number) {
      yield content.subarray(start);
    },
  };
}
