import * as vscode from 'vscode';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { nodeColor } from './led-lines.ts';
import { NodeTerminal } from './node-terminal.ts';
import { NodeTitle } from './node-title.ts';
import type { NodeScreens } from './output-follower.ts';

interface Opened {
  readonly terminal: vscode.Terminal;
  readonly pty: NodeTerminal;
}

export interface NodeTerminalsNeeds {
  readonly execution: ExecutionId;
  readonly job: string | undefined;
  /** Maximum number of nodes with a terminal of their own. */
  readonly most: number;
  /** The node whose terminal is shown when it opens, because it was in front when the window closed. */
  readonly front: string | undefined;
  readonly onStopRequested: () => void;
}

/** The terminals of the nodes of one execution. They open when a node starts its first step. */
export class NodeTerminals implements NodeScreens, vscode.Disposable {
  readonly most: number;
  readonly #needs: NodeTerminalsNeeds;
  readonly #opened = new Map<string, Opened>();
  #isStopped = false;

  constructor(needs: NodeTerminalsNeeds) {
    this.#needs = needs;
    this.most = needs.most;
  }

  of(node: string): NodeTerminal | undefined {
    return this.#isStopped ? undefined : (this.#opened.get(node) ?? this.#create(node)).pty;
  }

  /** Returns the node of a terminal; undefined if the terminal belongs to none. */
  nodeOf(terminal: vscode.Terminal): string | undefined {
    return [...this.#opened].find(([, opened]) => opened.terminal === terminal)?.[0];
  }

  /** Forgets the terminal of a node, because it was closed. */
  closed(node: string): void {
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
    const { execution, job, front, onStopRequested } = this.#needs;
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
    if (node === front) terminal.show(true);
    return opened;
  }
}
