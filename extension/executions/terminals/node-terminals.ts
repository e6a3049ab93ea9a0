import * as vscode from 'vscode';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { nodeColor } from './led-lines.ts';
import { NodeTerminal } from './node-terminal.ts';
import { NodeTitle } from './node-title.ts';
import type { NodeScreens } from './output-follower.ts';
import type { PreviousTerminal } from './reopen-watched.ts';

interface Opened {
  readonly terminal: vscode.Terminal;
  readonly pty: NodeTerminal;
}

export interface NodeTerminalsNeeds {
  readonly execution: ExecutionId;
  readonly job: string | undefined;
  /** Maximum number of nodes with a terminal of their own. */
  readonly most: number;
  /**
   * The terminal in the previous window, if any: the active terminal is shown when it opens, and the terminals that the
   * user closed stay closed.
   */
  readonly previous: Pick<PreviousTerminal, 'frontNode' | 'closedNodes'> | undefined;
  readonly onStopRequested: () => void;
}

/** The terminals of the nodes of one execution. They open when a node starts its first step. */
export class NodeTerminals implements NodeScreens, vscode.Disposable {
  readonly most: number;
  readonly closedNodes: readonly string[];
  readonly #needs: NodeTerminalsNeeds;
  readonly #opened = new Map<string, Opened>();
  #awaitedFront: string | undefined;
  #isStopped = false;

  constructor(needs: NodeTerminalsNeeds) {
    this.#needs = needs;
    this.most = needs.most;
    this.closedNodes = needs.previous?.closedNodes ?? [];
    this.#awaitedFront = needs.previous?.frontNode;
  }

  /** The node whose terminal is shown when it opens. Undefined once it has opened. */
  get awaitedFront(): string | undefined {
    return this.#awaitedFront;
  }

  of(node: string): NodeTerminal | undefined {
    return this.#isStopped ? undefined : (this.#opened.get(node) ?? this.#create(node)).pty;
  }

  /** Returns the node of a terminal; undefined if the terminal belongs to none. */
  nodeOf(terminal: vscode.Terminal): string | undefined {
    return [...this.#opened].find(([, opened]) => opened.terminal === terminal)?.[0];
  }

  /** Forgets the terminal of a node, because it was closed. */
  forget(node: string): void {
    this.#opened.get(node)?.pty.dispose();
    this.#opened.delete(node);
  }

  /** Ends the output of all terminals, and leaves them open. */
  stop(): void {
    this.#isStopped = true;
    for (const { pty } of this.#opened.values()) pty.dispose();
  }

  /** Closes all terminals. */
  dispose(): void {
    this.stop();
    const opened = [...this.#opened.values()];
    this.#opened.clear();
    for (const { terminal } of opened) terminal.dispose();
  }

  #create(node: string): Opened {
    const { execution, job, onStopRequested } = this.#needs;
    const title = new NodeTitle(execution, node, job);
    const pty = new NodeTerminal(title, onStopRequested);
    const terminal = vscode.window.createTerminal({
      name: title.current,
      pty,
      iconPath: new vscode.ThemeIcon('server'),
      color: new vscode.ThemeColor(`terminal.ansi${nodeColor(node)}`),
      isTransient: true,
    });
    const opened = { terminal, pty };
    this.#opened.set(node, opened);
    if (node === this.#awaitedFront) {
      this.#awaitedFront = undefined;
      terminal.show(true);
    }
    return opened;
  }
}
