import { randomUUID } from 'node:crypto';
import { targetOf } from '../../job-language/plan/run-target.ts';
import { chooseRunner, compareReplicas } from '../../job-language/runner-choice/choose-runner.ts';
import { explainChoice, explainNoMatch } from '../../job-language/runner-choice/explain-choice.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ReplicaId } from '../../protocol/ids.ts';
import type { DiscoveryOutcome } from '../../protocol/runner/discover.ts';
import type { Discovered, DiscoveryQuestion, NodeDiscovery } from './discovery-outcome.ts';
import type { Clock, ReplicaSnapshot, RunnerDirectory, SettingsSource } from './ports.ts';
import type { Presence } from './replicas/presence.ts';
import type { Registry } from './replicas/registry.ts';

export interface DiscoveriesParts {
  readonly clock: Clock;
  readonly directory: RunnerDirectory;
  readonly settings: SettingsSource;
  readonly registry: Pick<Registry, 'replicas' | 'presence'>;
}

/** Maximum number of replicas that receive one question, one after the other. */
const MOST_ASKED = 3;
/** Maximum open questions. */
const MOST_OPEN = 256;
/** Time for the transfer, in seconds, in addition to the time limit of the program. */
const GRACE_SECONDS = 30;

interface Open {
  readonly replicaId: ReplicaId;
  readonly maxBytes: number;
  readonly settle: (outcome: DiscoveryOutcome) => void;
}

/**
 * Asks runners for the nodes that are listed by sources on their hosts. If a replica fails or disconnects, the next
 * replica is asked. Questions are not stored: after a restart of the coordinator, the caller asks again.
 */
export class RunnerDiscovery implements NodeDiscovery {
  readonly #parts: DiscoveriesParts;
  readonly #open = new Map<string, Open>();

  constructor(parts: DiscoveriesParts) {
    this.#parts = parts;
  }

  async ask(question: DiscoveryQuestion): Promise<Discovered> {
    const able = this.#able(question);
    let failure: OutrunnerError | undefined;
    for (const { replicaId, runnerName } of able.slice(0, MOST_ASKED)) {
      if (question.signal.aborted) break;
      const presence = this.#parts.registry.presence(replicaId);
      if (presence === undefined) continue;
      const outcome = validOutcome(await this.#askOne(presence, question), question);
      if (outcome.kind !== 'failed') return { ...outcome, by: runnerName };
      failure = new OutrunnerError('discovery-failed', { runner: runnerName, problem: outcome.problem });
    }
    throw failure ?? unavailable('its replicas have disconnected');
  }

  /** Returns the highest byte limit among the replica's open questions; undefined if there are none. */
  awaitedBytes(replicaId: ReplicaId): number | undefined {
    const open = [...this.#open.values()].filter((each) => each.replicaId === replicaId);
    return open.length === 0 ? undefined : Math.max(...open.map(({ maxBytes }) => maxBytes));
  }

  /**
   * Accepts an answer. Returns false if the question is not open, for example because the replica repeated its answer.
   */
  answered(discoveryId: string, replicaId: ReplicaId, outcome: DiscoveryOutcome): boolean {
    const open = this.#open.get(discoveryId);
    if (open?.replicaId !== replicaId) return false;
    open.settle(outcome);
    return true;
  }

  close(): void {
    for (const { settle } of [...this.#open.values()]) settle(failed('the coordinator is stopping'));
  }

  /**
   * Returns the replicas that can be asked, best first. Includes replicas at capacity, because a discovery is not an
   * operation.
   */
  #able({ project, selector, source }: DiscoveryQuestion): readonly ReplicaSnapshot[] {
    const { directory, settings, registry } = this.#parts;
    const runners = Array.from(directory.runners(), ({ local, ...runner }) => ({
      ...runner,
      isLocal: local,
    }));
    const replicas = registry
      .replicas()
      .map((replica) => ({ ...replica, lastSeen: replica.lastSignOfLife ?? 0 }));
    const choice = chooseRunner({
      target: targetOf(selector, 'a source of nodes'),
      project,
      runners,
      replicas,
    });
    if (choice.kind === 'no-runner-matches') throw unavailable(explainNoMatch(choice));
    if (choice.runners.length === 0)
      throw new OutrunnerError('discovery-needs-runner', { type: source.type });
    const current = settings.current();
    if (choice.kind === 'local' && current.localExecutor.disabled)
      throw unavailable('the local executor is disabled');
    if (choice.kind === 'created' && !current.runners.enabled) throw unavailable('runners are switched off');
    const ids = new Set<string>(choice.runners.map(({ id }) => id));
    const present = replicas
      .filter(
        ({ runnerId, polling, draining, paused }) => ids.has(runnerId) && polling && !draining && !paused,
      )
      .sort(compareReplicas);
    if (present.length === 0)
      throw unavailable(explainChoice({ ...choice, candidates: [] }, replicas) ?? 'no replica is connected');
    return present;
  }

  #askOne(presence: Presence, question: DiscoveryQuestion): Promise<DiscoveryOutcome> {
    const { session, replicaId } = presence;
    if (session === undefined) return Promise.resolve(failed('its replica has disconnected'));
    if (this.#open.size >= MOST_OPEN)
      return Promise.resolve(failed('too many sources are being read at the same time'));
    const { source, maxBytes, seconds, fetchAllowed, known, signal } = question;
    const discoveryId = randomUUID();
    return new Promise((resolve) => {
      const settle = (outcome: DiscoveryOutcome): void => {
        this.#open.delete(discoveryId);
        session.drop(number);
        for (const stop of stops) stop();
        resolve(outcome);
      };
      const abandon = (): void => settle(failed('it was cancelled'));
      const allowed = (source.type === 'url' ? source.timeoutSeconds : seconds) + GRACE_SECONDS;
      const stops = [
        session.onClose(() => settle(failed('its replica has disconnected'))),
        this.#parts.clock.after(allowed * 1000, () =>
          settle(failed(`it did not answer within ${allowed} s`)),
        ),
        () => signal.removeEventListener('abort', abandon),
      ];
      signal.addEventListener('abort', abandon);
      this.#open.set(discoveryId, { replicaId, maxBytes, settle });
      const number = session.push({
        type: 'discover',
        discoveryId,
        source,
        maxBytes,
        seconds,
        fetchAllowed: [...fetchAllowed],
        ...(known === undefined ? {} : { known }),
      });
    });
  }
}

/** Treats `unchanged` as a failure if no digest was sent. Otherwise the source would appear to have no nodes. */
function validOutcome(outcome: DiscoveryOutcome, { known }: DiscoveryQuestion): DiscoveryOutcome {
  if (outcome.kind !== 'unchanged' || known !== undefined) return outcome;
  return failed('it reported no change although no previous state was sent');
}

function failed(problem: string): DiscoveryOutcome {
  return { kind: 'failed', problem };
}

function unavailable(problem: string): OutrunnerError {
  return new OutrunnerError('discovery-unavailable', { problem });
}
