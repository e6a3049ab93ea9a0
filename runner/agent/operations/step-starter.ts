import type { Inability } from '../../../protocol/entities/inability.ts';
import { explain, isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OperationId } from '../../../protocol/ids.ts';
import type { GrantedOperation, SecureValues } from '../../../protocol/runner/claims.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { OpenedSecrets } from '../../credentials/opened-secrets.ts';
import { inTime } from '../../keeper-client/in-time.ts';
import type { KeeperClient } from '../../keeper-client/keeper-client.ts';
import type { RunnerKeys } from '../../keys/runner-keys.ts';
import { FIRST_TERMINAL, type LinkCommand, type Terminal } from '../../link/command.ts';
import { type HostFault, hostFaultOf, isHostFault } from '../../link/host-fault.ts';
import { LinkClosed, LinkRefusal } from '../../link/link-refusal.ts';
import { type AllowedWork, stepRefusal } from '../../policy/allowed-work.ts';
import { type HookSettings, operationHooks } from '../../policy/operation-hooks.ts';
import { foreignCopier, usedExecutor } from '../../policy/used-executor.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import { type ExecutorTable, nodeStepCommand } from '../node-executors/node-executors.ts';
import { secretsOf } from '../steps/output-treatment.ts';
import { runnerKeyPaths } from '../steps/runner-key-paths.ts';
import { type Executor, type StepCommand, stepCommand } from '../steps/step-command.ts';
import type { StepFiles } from '../steps/step-files.ts';
import { type LoadedStep, needsLoading, type StepLoader } from '../steps/step-loader.ts';
import { withoutSecrets } from '../steps/without-secrets.ts';
import type { Preparation } from './claim-queue.ts';
import type { StartQueue } from './start-queue.ts';

/**
 * Why a step was not started. `reason` is Rundeck's code, if there is one. `fault` is set if the host could not start
 * the step. The step then never starts, because its gate was abandoned or never spawned.
 */
export interface StartFailure {
  readonly problem: string;
  readonly reason?: string;
  readonly fault?: HostFault;
}

export interface StepStarterOptions {
  readonly keeper: Pick<KeeperClient, 'prepare' | 'open' | 'prepareAndOpen' | 'abandon'>;
  readonly executor: Executor;
  readonly secrets: Pick<OpenedSecrets, 'open'>;
  readonly loader: Pick<StepLoader, 'load'>;
  readonly nodeExecutors: ExecutorTable;
  readonly files: Pick<StepFiles, 'write'>;
  /** Restrictions by the operator of this runner. */
  readonly policy: AllowedWork & HookSettings;
  /** Key storages of the runner. */
  readonly keys: Pick<RunnerKeys, 'readAll'>;
  readonly turns: Pick<StartQueue, 'wait'>;
  /** Returns why the replica cannot start steps now; undefined if it can. */
  readonly unable: () => Inability | undefined;
  /** Called as soon as the keeper knows the operation and its output can be subscribed to. */
  readonly onOpening: (operationId: OperationId) => void;
  /** Called if the step did not run. */
  readonly onFailed: (operationId: OperationId, failure: StartFailure) => void;
  /** Called if the operation was cancelled while it waited for room or its parts were loading. */
  readonly onCancelled: (operationId: OperationId) => void;
}

type Refused = StartFailure & { readonly kind: 'refused' };

/** Starts granted operations in the keeper. */
export class StepStarter {
  readonly #options: StepStarterOptions;
  readonly #loading = new Map<OperationId, AbortController>();
  #closed = false;

  constructor(options: StepStarterOptions) {
    this.#options = options;
  }

  /**
   * Resolves once the step has started or failed to start, or the link to the keeper has closed. After a closed link,
   * the next attachment to the keeper shows the state of the step.
   */
  async start(operationId: OperationId, granted: GrantedOperation, given: Preparation): Promise<void> {
    const underWay = new AbortController();
    this.#loading.set(operationId, underWay);
    const prepared = given ?? this.#prepareFirst(operationId, granted);
    try {
      await this.#options.turns.wait(underWay.signal);
      const step = this.#refusal() ?? (await this.#command(operationId, granted, underWay.signal));
      underWay.signal.throwIfAborted();
      this.#loading.delete(operationId);
      if (step.kind === 'refused') this.#fail(operationId, step, prepared);
      else
        await this.#open(operationId, granted, this.#withHooks(operationId, granted, step.command), prepared);
    } catch (error) {
      if (error instanceof LinkClosed || isOpen(error) || this.#closed) return;
      if (underWay.signal.aborted) this.#cancelled(operationId, prepared);
      else this.#fail(operationId, failureOf(error), prepared);
    } finally {
      this.#loading.delete(operationId);
    }
  }

  /** Cancels the operation while it waits for room or its parts are loading. */
  cancel(operationId: OperationId): void {
    this.#loading.get(operationId)?.abort();
  }

  /** Cancels all loading without a report: the operations were lost with the keeper. */
  close(): void {
    this.#closed = true;
    for (const underWay of this.#loading.values()) underWay.abort();
  }

  /** Prepares a gate before a long load. The gate shows a later runner that the step has not started. */
  #prepareFirst(operationId: OperationId, granted: GrantedOperation): Preparation {
    if (!needsLoading(granted) || granted.node !== undefined) return undefined;
    const prepared = this.#options.keeper.prepare(operationId, terminalOf(granted));
    // Prevents an unhandled rejection. `#open` handles the error.
    prepared.catch(() => undefined);
    return prepared;
  }

  #refusal(): Refused | undefined {
    const unable = this.#options.unable();
    if (unable === undefined) return undefined;
    const fault = isHostFault(unable.code) ? unable.code : 'start-failed';
    return { kind: 'refused', problem: unable.message, fault };
  }

  async #command(
    operationId: OperationId,
    granted: GrantedOperation,
    signal: AbortSignal,
  ): Promise<Exclude<StepCommand, { kind: 'refused' }> | Refused> {
    const { executor, loader, nodeExecutors, files, policy } = this.#options;
    const asked = {
      template: granted.template,
      executor: usedExecutor(granted),
      copier: foreignCopier(granted),
    };
    const refusal = stepRefusal(asked, policy);
    if (refusal !== undefined) return { kind: 'refused', problem: explain(refusal), reason: refusal.code };
    const secure = await this.#secureValues(granted, signal);
    const hidden = [...secretsOf(secure), ...executor.secretVariables];
    try {
      const loaded: LoadedStep = needsLoading(granted)
        ? await loader.load(operationId, granted, secure.options, signal)
        : { values: granted.values };
      hidden.push(...Object.values(loaded.pluginKeys ?? {}));
      const { node } = granted;
      const step =
        node === undefined
          ? stepCommand(operationId, granted, loaded, secure, executor)
          : await nodeStepCommand(
              {
                operationId,
                granted,
                node,
                loaded,
                secure,
                executor,
                // Lower numbers are used by the files of options.
                placeFile: (name, text) => files.write(operationId, granted.files.length, name, text),
              },
              nodeExecutors,
            );
      if (step.kind === 'command') return step;
      return { ...step, problem: withoutSecrets(step.problem, hidden) };
    } catch (error) {
      if (signal.aborted) throw error;
      const { problem, ...reason } = failureOf(error);
      return { kind: 'refused', problem: withoutSecrets(problem, hidden), ...reason };
    }
  }

  /** Resolves to the secrets of the grant, and those of the runner's own key storages. */
  async #secureValues({ secrets, values }: GrantedOperation, signal: AbortSignal): Promise<SecureValues> {
    const { secrets: opened, keys } = this.#options;
    const given = secrets === undefined ? { options: {} } : await opened.open(secrets);
    const paths = runnerKeyPaths(values);
    if (paths === undefined) return given;
    return { ...given, options: { ...given.options, ...(await keys.readAll(paths, signal)) } };
  }

  #withHooks(operationId: OperationId, granted: GrantedOperation, command: LinkCommand): LinkCommand {
    const { policy, executor } = this.#options;
    const hooks = operationHooks(policy, operationId, granted, executor);
    return hooks === undefined ? command : { ...command, hooks };
  }

  async #open(
    operationId: OperationId,
    granted: GrantedOperation,
    command: LinkCommand,
    prepared: Preparation,
  ): Promise<void> {
    const { keeper, onOpening } = this.#options;
    // A keeper that does not answer in time here counts as a failed start, because no request to open the gate was
    // sent.
    if (prepared !== undefined) await inTime(prepared);
    const opened = prepared
      ? keeper.open(operationId, command)
      : keeper.prepareAndOpen(operationId, terminalOf(granted), command);
    onOpening(operationId);
    await opened;
  }

  #fail(operationId: OperationId, failure: StartFailure, prepared: Preparation): void {
    this.#abandon(operationId, prepared);
    this.#options.onFailed(operationId, failure);
  }

  #cancelled(operationId: OperationId, prepared: Preparation): void {
    this.#abandon(operationId, prepared);
    this.#options.onCancelled(operationId);
  }

  #abandon(operationId: OperationId, prepared: Preparation): void {
    if (prepared !== undefined) this.#options.keeper.abandon(operationId).catch(() => undefined);
  }
}

function terminalOf({ template }: GrantedOperation): Terminal {
  return template.pty ? FIRST_TERMINAL : false;
}

function failureOf(error: unknown): StartFailure {
  if (error instanceof SshFailure) return { problem: error.explanation, reason: error.reason };
  // The step shows the reason only, so the reason includes the remedy.
  const problem = isOutrunnerError(error) ? explain(error) : problemOf(error);
  const isStorage = error instanceof LinkRefusal && error.code === 'storage';
  const fault = isStorage ? 'disk-failed' : hostFaultOf(error);
  return { problem, ...(fault && { fault }) };
}

/** Returns whether the keeper has already opened or ended the operation. The keeper then reports the end itself. */
function isOpen(error: unknown): boolean {
  return error instanceof LinkRefusal && error.code === 'already-opened';
}
