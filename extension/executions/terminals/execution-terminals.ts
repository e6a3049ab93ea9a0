import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import { explain } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { OutputOptions } from '../../commands/command.ts';
import type { CoordinatorConnection } from '../../connection/connection.ts';
import { pinClient, pinCoordinator } from '../../connection/pin-client.ts';
import { shortExecutionName } from '../../model/display-text.ts';
import type { Model } from '../../model/model.ts';
import type { Prompts } from '../../prompts/prompts.ts';
import { executionIcon } from '../../tree/status-icons.ts';
import { ExecutionTerminal } from './execution-terminal.ts';
import { leftoverTerminals, terminalName } from './leftover-terminals.ts';
import { NodeTerminals } from './node-terminals.ts';
import { type NotifyOnEnd, notificationOf } from './notification.ts';
import { type PreviousTerminal, reopenWatched } from './reopen-watched.ts';
import { replacedTerminals } from './terminal-reuse.ts';
import type { WatchedExecutions } from './watched-executions.ts';

interface Shown {
  readonly job: JobId | undefined;
  /** Whether this window started the execution. */
  readonly startedHere: boolean;
  readonly terminal: vscode.Terminal;
  readonly pty: ExecutionTerminal;
  /** The terminals of single nodes. Undefined if the terminal of the execution shows all nodes. */
  readonly nodes: NodeTerminals | undefined;
  /** Whether the terminal receives no more output: its execution ended, or its output failed. */
  isFinished: boolean;
  /** Whether the user wants to keep the terminal when the job runs again. */
  isPinned: boolean;
  /** Whether the terminal already shows the id of the execution that repeats this one. */
  isRepetitionShown: boolean;
}

/**
 * The output terminals: one per execution and, if a setting requests it, one per node. When the window is reopened, the
 * terminals of executions that were running are reopened too.
 */
export class ExecutionTerminals implements vscode.Disposable {
  readonly #shown = new Map<ExecutionId, Shown>();
  readonly #watched: () => WatchedExecutions;
  readonly #connection: CoordinatorConnection;
  readonly #model: () => Model;
  readonly #prompts: Prompts;
  readonly #notify: () => NotifyOnEnd;
  readonly #reuses: () => boolean;
  readonly #mostNodes: () => number;
  readonly #showFailure: (execution: ExecutionId) => Promise<void>;
  readonly #listening: readonly vscode.Disposable[];
  #isReopened = false;

  constructor(needs: {
    /** Returns the executions that are watched on the current coordinator. */
    readonly watched: () => WatchedExecutions;
    readonly connection: CoordinatorConnection;
    readonly model: () => Model;
    readonly prompts: Prompts;
    readonly notify: () => NotifyOnEnd;
    /** Whether the terminal of a new execution replaces those of the job's earlier executions. */
    readonly reuses: () => boolean;
    /** Maximum number of nodes of an execution that get terminals of their own. */
    readonly mostNodes: () => number;
    /** Shows the first error in the output. */
    readonly showFailure: (execution: ExecutionId) => Promise<void>;
  }) {
    this.#watched = needs.watched;
    this.#connection = needs.connection;
    this.#model = needs.model;
    this.#prompts = needs.prompts;
    this.#notify = needs.notify;
    this.#reuses = needs.reuses;
    this.#mostNodes = needs.mostNodes;
    this.#showFailure = needs.showFailure;
    this.#listening = [
      vscode.window.onDidCloseTerminal((closed) => this.#closed(closed)),
      vscode.window.onDidChangeActiveTerminal((active) => this.#activated(active)),
    ];
  }

  open(execution: ExecutionId, options: OutputOptions): void {
    this.#open(execution, options, undefined);
  }

  #open(execution: ExecutionId, options: OutputOptions, previous: PreviousTerminal | undefined): void {
    const shown = this.#shown.get(execution) ?? this.#create(execution, options, previous);
    if (options.reveal) shown.terminal.show(!options.startedHere);
  }

  /**
   * Whether this window started the execution. If so, `outrunner.output.notifyOnEnd` determines whether it notifies the
   * user of the end.
   */
  isStartedHere(execution: ExecutionId): boolean {
    return this.#shown.get(execution)?.startedHere === true;
  }

  /** Writes the id of a retry to the terminal of the ended execution that the retry repeats. */
  follow(model: Model): void {
    for (const { id, retry } of model.executions) {
      const shown = retry?.previous === undefined ? undefined : this.#shown.get(retry.previous);
      if (shown === undefined || !shown.isFinished || shown.isRepetitionShown) continue;
      shown.isRepetitionShown = true;
      shown.pty.append(l10n.t('retried as execution {0}', id));
    }
  }

  /** Keeps the active terminal when its job runs again. Returns its execution; undefined for other terminals. */
  pinActive(): ExecutionId | undefined {
    const { activeTerminal } = vscode.window;
    const execution = activeTerminal === undefined ? undefined : this.executionOf(activeTerminal);
    if (execution === undefined) return undefined;
    this.#pin(execution);
    void this.#watched().pin(execution);
    return execution;
  }

  /** Returns the execution of a terminal, if it belongs to this extension. */
  executionOf(terminal: vscode.Terminal): ExecutionId | undefined {
    const isOf = ({ terminal: main, nodes }: Shown) =>
      main === terminal || nodes?.nodeOf(terminal) !== undefined;
    return [...this.#shown].find(([, shown]) => isOf(shown))?.[0];
  }

  /**
   * Reopens the terminals that were open when the window closed or the extension host died, if their executions were
   * still running then, with their pins, and shows the one that was active. Closes the terminals that a dead extension
   * host left behind.
   */
  async reopen(): Promise<void> {
    const store = this.#watched();
    await reopenWatched(store, {
      isCurrent: () => store === this.#watched() && this.#connection.client !== undefined,
      known: () => new Set(this.#model().executions.map(({ id }) => id)),
      reopen: (terminals, unknown) => {
        for (const terminal of terminals) this.#reopen(terminal);
        for (const execution of unknown) this.#closeLeftovers(execution);
        this.#isReopened = true;
      },
    });
  }

  #reopen(previous: PreviousTerminal): void {
    const wasInFront = this.#closeLeftovers(previous.id);
    const reveal = wasInFront || (previous.isFront && !this.#isReopened);
    this.#open(previous.id, { reveal, startedHere: false }, previous);
    if (previous.isPinned) this.#pin(previous.id);
  }

  /**
   * Closes all terminals, but keeps their executions in the stored list: when the window returns to this coordinator,
   * `reopen` opens the terminals of the executions that were running again.
   */
  closeAll(): void {
    const shown = [...this.#shown.values()];
    this.#shown.clear();
    this.#isReopened = false;
    for (const it of shown) closeTerminals(it);
  }

  #pin(execution: ExecutionId): void {
    const shown = this.#shown.get(execution);
    if (shown !== undefined) shown.isPinned = true;
  }

  /** Closes the terminals that a dead extension host left behind. Returns whether one of them was in front. */
  #closeLeftovers(execution: ExecutionId): boolean {
    const { terminals, activeTerminal } = vscode.window;
    const isOurs = (terminal: vscode.Terminal) => this.executionOf(terminal) !== undefined;
    const leftovers = leftoverTerminals(execution, terminals, isOurs);
    const wasInFront = leftovers.some((terminal) => terminal === activeTerminal);
    for (const terminal of leftovers) terminal.dispose();
    return wasInFront;
  }

  dispose(): void {
    for (const listener of this.#listening) listener.dispose();
    for (const { pty, nodes } of this.#shown.values()) {
      pty.dispose();
      nodes?.stop();
    }
  }

  #create(execution: ExecutionId, options: OutputOptions, previous: PreviousTerminal | undefined): Shown {
    const { startedHere } = options;
    const known = this.#model().executions.find((it) => it.id === execution);
    const job = known === undefined ? options.name : shortExecutionName(known);
    const name = terminalName(execution, job);
    const jobId = known?.job?.id ?? options.job;
    if (this.#reuses()) {
      const { activeTerminal } = vscode.window;
      const reading =
        options.reveal || activeTerminal === undefined ? undefined : this.executionOf(activeTerminal);
      this.#replace(replacedTerminals(this.#shown, { execution, job: jobId, reading }));
    }
    const watched = this.#watched();
    const onStopRequested = () => {
      if (!shown.isFinished) void this.#confirmStop(execution);
    };
    const most = this.#mostNodes();
    const nodes =
      most === 0 ? undefined : new NodeTerminals({ execution, job, most, previous, onStopRequested });
    const pty = new ExecutionTerminal({
      execution,
      name,
      client: () => this.#connection.client,
      nodes,
      onStopRequested,
      onEnded: (end) => {
        void watched.remove(execution);
        shown.isFinished = true;
        this.follow(this.#model());
        if (startedHere) void this.#notifyEnd(execution, name, end);
      },
      onFailed: () => {
        shown.isFinished = true;
      },
    });
    const terminal = vscode.window.createTerminal({
      name,
      pty,
      ...iconOf(known),
      isTransient: true,
    });
    const shown: Shown = {
      job: jobId,
      startedHere,
      terminal,
      pty,
      nodes,
      isFinished: false,
      isPinned: false,
      isRepetitionShown: false,
    };
    this.#shown.set(execution, shown);
    void watched.add(execution);
    return shown;
  }

  /** Closes the terminals that the terminal of another execution replaces. */
  #replace(executions: readonly ExecutionId[]): void {
    for (const execution of executions) {
      const replaced = this.#shown.get(execution);
      this.#shown.delete(execution);
      void this.#watched().remove(execution);
      if (replaced !== undefined) closeTerminals(replaced);
    }
  }

  async #notifyEnd(
    execution: ExecutionId,
    name: string,
    end: Parameters<typeof notificationOf>[2],
  ): Promise<void> {
    const wanted = notificationOf(this.#notify(), name, end);
    if (wanted === undefined) return;
    // The window may have another coordinator when the user presses the button.
    const check = pinCoordinator(this.#connection);
    const pressed = wanted.isFailure
      ? await this.#prompts.error(wanted.message, l10n.t('Show Failure'))
      : await this.#prompts.inform(wanted.message, l10n.t('Show Output'));
    if (pressed === undefined) return;
    try {
      check();
      if (wanted.isFailure) await this.#showFailure(execution);
      else this.open(execution, { reveal: true, startedHere: false });
    } catch (error) {
      await this.#prompts.error(explain(error));
    }
  }

  async #confirmStop(execution: ExecutionId): Promise<void> {
    const client = pinClient(this.#connection);
    const stop = await this.#prompts.confirm({
      message: l10n.t('Stop execution {0}?', execution),
      detail: l10n.t('Its steps receive SIGTERM, and SIGKILL after the grace period.'),
      verb: l10n.t('Stop'),
    });
    if (!stop) return;
    try {
      await client()?.abortExecution({ params: { execution } });
    } catch (error) {
      await this.#prompts.error(explain(error));
    }
  }

  /**
   * Stores which terminal is active. Stores nothing before the terminals are reopened, because the file then describes
   * the previous window, and nothing when the last terminal closes, because a closing window closes its terminals too.
   * `#closed` removes a terminal that the user closes.
   */
  #activated(active: vscode.Terminal | undefined): void {
    if (!this.#isReopened || active === undefined) return;
    const execution = this.executionOf(active);
    const nodes = execution === undefined ? undefined : this.#shown.get(execution)?.nodes;
    // The terminal of the execution opens first. Until the awaited terminal opens, it stays the one to restore.
    void this.#watched().setFront(execution, nodes?.nodeOf(active) ?? nodes?.awaitedFront);
  }

  #closed(closed: vscode.Terminal): void {
    const isClosedByUser = closed.exitStatus?.reason === vscode.TerminalExitReason.User;
    for (const [execution, { terminal, pty, nodes }] of this.#shown) {
      const node = nodes?.nodeOf(closed);
      if (node !== undefined) {
        pty.withdraw(node);
        nodes?.forget(node);
        if (isClosedByUser) void this.#watched().closeNode(execution, node);
      }
      if (terminal !== closed) continue;
      pty.dispose();
      this.#shown.delete(execution);
      // A closing window closes the terminals itself.
      if (isClosedByUser) nodes?.dispose();
      else nodes?.stop();
      // If the window closes, the execution stays in the list, so that the next window reopens the terminal.
      if (isClosedByUser) void this.#watched().remove(execution);
    }
  }
}

/** Closes the terminals of an execution and of its nodes. */
function closeTerminals({ pty, terminal, nodes }: Shown): void {
  pty.dispose();
  terminal.dispose();
  nodes?.dispose();
}

/**
 * Returns the icon of a terminal: the status of an ended execution. VS Code cannot change the icon of an open terminal.
 */
function iconOf(execution: Execution | undefined): { readonly iconPath: vscode.ThemeIcon } {
  if (execution === undefined || isOpenStatus(execution.status))
    return { iconPath: new vscode.ThemeIcon('server-process') };
  const { id, color } = executionIcon(execution.status);
  return {
    iconPath: new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color)),
  };
}
