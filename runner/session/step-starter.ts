import { problemOf } from '../../protocol/errors/outrunner-error.ts';
import type { OperationId } from '../../protocol/ids.ts';
import type { GrantedOperation } from '../../protocol/runner/claims.ts';
import { decryptSecureValues, type PrivateJwk } from '../credentials/keys.ts';
import type { KeeperClient } from '../link/keeper-client.ts';
import { LinkClosed, LinkRefusal } from '../link/link-refusal.ts';
import type { Command } from '../link/messages.ts';
import { FIRST_TERMINAL, type Preparation } from './claim-queue.ts';
import { type Executor, stepCommand } from './step-command.ts';

export interface StepStarterOptions {
  readonly keeper: Pick<KeeperClient, 'open' | 'prepareAndOpen' | 'abandon'>;
  readonly executor: Executor;
  readonly encryptionKey: PrivateJwk;
  /** The keeper has the operation now, so its output can be asked for. */
  readonly onOpening: (operationId: OperationId) => void;
  /** Nothing of it ran. */
  readonly onFailed: (operationId: OperationId, problem: string) => void;
}

/** Starts granted operations in the keeper. */
export class StepStarter {
  private readonly options: StepStarterOptions;

  constructor(options: StepStarterOptions) {
    this.options = options;
  }

  /** Resolves once it is started, cannot be, or the keeper is gone: whoever attaches next then sees what became of it. */
  async start(operationId: OperationId, granted: GrantedOperation, prepared: Preparation): Promise<void> {
    try {
      const step = await this.command(operationId, granted);
      if (step.kind === 'refused') this.fail(operationId, step.problem, prepared);
      else await this.open(operationId, granted, step.command, prepared);
    } catch (error) {
      if (error instanceof LinkClosed || isOpen(error)) return;
      this.fail(operationId, problemOf(error), prepared);
    }
  }

  private async command(operationId: OperationId, granted: GrantedOperation) {
    const { encryptionKey, executor } = this.options;
    const secure =
      granted.secrets === undefined ? {} : await decryptSecureValues(granted.secrets, encryptionKey);
    return stepCommand(operationId, granted, secure, executor);
  }

  private async open(
    operationId: OperationId,
    granted: GrantedOperation,
    command: Command,
    prepared: Preparation,
  ): Promise<void> {
    const { keeper, onOpening } = this.options;
    const terminal = granted.template.pty ? FIRST_TERMINAL : false;
    await prepared;
    const opened = prepared
      ? keeper.open(operationId, command)
      : keeper.prepareAndOpen(operationId, terminal, command);
    onOpening(operationId);
    await opened;
  }

  private fail(operationId: OperationId, problem: string, prepared: Preparation): void {
    if (prepared !== undefined) this.options.keeper.abandon(operationId).catch(() => undefined);
    this.options.onFailed(operationId, problem);
  }
}

/** It was opened, or ended, before: the keeper tells the rest. */
function isOpen(error: unknown): boolean {
  return error instanceof LinkRefusal && error.code === 'already-opened';
}
