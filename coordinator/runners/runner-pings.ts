import type { Runner } from '../../protocol/entities/runner.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ReplicaId, RunnerId } from '../../protocol/ids.ts';
import type { PingResult } from '../../protocol/routes/shapes/runner-shapes.ts';
import type { PingAnswer, ReplicaRegistry } from '../dispatch/ports.ts';
import { ExpiringHandles } from './expiring-handles.ts';

interface RunningPing {
  readonly runner: Pick<Runner, 'id' | 'name'>;
  readonly asked: number;
  readonly answers: PingAnswer[];
}

/** Pings runners. A ping is sent to all replicas of a runner, and its handle returns the answers. */
export class RunnerPings {
  readonly #registry: ReplicaRegistry;
  readonly #pings: ExpiringHandles<RunningPing>;

  constructor(registry: ReplicaRegistry, now: () => number) {
    this.#registry = registry;
    this.#pings = new ExpiringHandles({ life: 10 * 60_000, most: 1000 }, now);
  }

  /**
   * Starts a ping of all replicas, or only of one, and returns its handle. Throws `not-found` for an unknown replica.
   */
  begin(runner: Runner, only?: ReplicaId): string {
    const all = this.#registry.replicasOf(runner.id);
    const replicas = only === undefined ? all : all.filter(({ replicaId }) => replicaId === only);
    if (only !== undefined && replicas.length === 0)
      throw new OutrunnerError('not-found', { kind: 'Replica', name: only });
    const ping: RunningPing = { runner, asked: replicas.length, answers: [] };
    for (const { replicaId } of replicas) {
      this.#registry.ping(replicaId).then(
        (answer) => ping.answers.push(answer),
        () => ping.answers.push({ kind: 'silent' }),
      );
    }
    return this.#pings.issue(ping);
  }

  /** Returns the runner that was pinged; undefined for an unknown or expired handle. */
  runnerOf(handle: string): RunnerId | undefined {
    return this.#pings.find(handle)?.runner.id;
  }

  /** Returns the answers so far. Throws `not-found` for an unknown or expired handle. */
  check(handle: string): PingResult {
    const ping = this.#pings.find(handle);
    if (ping === undefined) throw new OutrunnerError('not-found', { kind: 'Ping', name: handle });
    return pingResult(ping);
  }
}

function pingResult({ runner: { name }, asked, answers }: RunningPing): PingResult {
  if (asked === 0) {
    return { completed: true, iserror: true, message: `No replica of runner ${name} is enrolled.` };
  }
  const times = answers.flatMap((answer) =>
    answer.kind === 'answered' ? Math.round(answer.milliseconds) : [],
  );
  const completed = answers.length === asked;
  const count = `${times.length} of ${asked} replicas of runner ${name} answered`;
  if (!completed) return { completed, iserror: false, message: `${count} so far.` };
  if (times.length === 0) return { completed, iserror: true, message: `${count} in time.` };
  return { completed, iserror: times.length < asked, message: `${count} within ${Math.max(...times)} ms.` };
}
