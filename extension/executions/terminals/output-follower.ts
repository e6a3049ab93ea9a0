import { setTimeout as pause } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Client } from '../../../protocol/client/client.ts';
import { followExecutionEvents } from '../../../protocol/client/follow-execution-events.ts';
import { explain, toOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { LinkNotice } from './link-notice.ts';
import { NodeRoutes } from './node-routes.ts';
import { TerminalTitle } from './terminal-title.ts';
import { type OutputScreen, TranscriptScreen } from './transcript-screen.ts';

/**
 * Number of characters after which writing pauses for PAUSE_MS, because a terminal drops output that it cannot render
 * in time.
 */
const BURST_CHARACTERS = 256 * 1024;
const PAUSE_MS = 16;

type ExecutionEnd = Extract<ExecutionEvent, { type: 'execution-ended' }>;

export interface OutputFollowerOptions {
  readonly execution: ExecutionId;
  readonly name: string;
  /** Returns the current client. Undefined while there is no connection. */
  readonly client: () => Pick<Client, 'executionStream'> | undefined;
  /** Screens for the output of single nodes. Absent: one screen shows all nodes. */
  readonly nodes?: NodeScreens | undefined;
  /**
   * Called at the end of the execution, once the stream is closed. Nothing is written afterwards, except by `append`.
   */
  readonly onEnded: (end: ExecutionEnd) => void;
  /**
   * Called after an error that reconnecting cannot solve: the coordinator refuses the token, or the execution was
   * deleted. The error is already written, and no output follows.
   */
  readonly onFailed: () => void;
}

/** The screen of an execution, whose name shows the state. */
interface NamedScreen extends OutputScreen {
  readonly rename: (name: string) => void;
}

/** A screen for the output of one node. */
export interface NodeScreen {
  /** Resolves once the screen can show text, or once it is closed. */
  readonly ready: Promise<void>;
  /** Writes an event. Returns the number of characters that were written. */
  show(event: ExecutionEvent): number;
}

export interface NodeScreens {
  /** Maximum number of nodes with a screen of their own. */
  readonly most: number;
  /** The nodes whose screens the user closed before. */
  readonly closedNodes: readonly string[];
  /** Returns the screen of a node, and opens it if necessary. Undefined once all screens are closed. */
  of(node: string): NodeScreen | undefined;
}

/**
 * Writes the output of one execution to a screen, from its start to its end. Reports a lost link with a dim line, and
 * reconnects.
 */
export class OutputFollower {
  readonly #options: OutputFollowerOptions;
  readonly #rename: (name: string) => void;
  readonly #screen: TranscriptScreen;
  readonly #routes: NodeRoutes;
  readonly #linkNotice = new LinkNotice();
  readonly #title: TerminalTitle;
  #isFullNoted = false;
  #written = 0;

  constructor(options: OutputFollowerOptions, screen: NamedScreen) {
    this.#options = options;
    this.#rename = screen.rename;
    this.#screen = new TranscriptScreen(screen);
    this.#routes = new NodeRoutes(options.nodes?.most ?? 0, options.nodes?.closedNodes);
    this.#title = new TerminalTitle(options.name);
  }

  /** Sets the width of the screen, in characters. */
  resize(columns: number): void {
    this.#screen.resize(columns);
  }

  /** Appends a line that is not an event of the execution. */
  append(text: string): void {
    this.#screen.append(text);
  }

  /** Shows the subsequent output of a node on the execution's screen, because the screen of the node was closed. */
  withdraw(node: string): void {
    this.#routes.withdraw(node);
  }

  /** Resolves at the end, after a final error, or when the signal aborts. Call it once. */
  async follow(signal: AbortSignal): Promise<void> {
    try {
      let end = await this.#followUntil(signal);
      if (end === 'divided') {
        this.#screen.show({ type: 'reset' });
        this.append(l10n.t('The output of each node is in a terminal of its own.'));
        end = await this.#followUntil(signal);
      }
      if (end !== undefined && end !== 'divided') this.#options.onEnded(end);
    } catch (error) {
      if (signal.aborted) return;
      this.#screen.fail(explain(toOutrunnerError(error)));
      this.#options.onFailed();
    }
  }

  /**
   * Writes events from the start of the execution. Returns the end of the execution; `divided` if the output must be
   * written again from the start, because nodes get their own screens; undefined if the signal aborted.
   */
  async #followUntil(signal: AbortSignal): Promise<ExecutionEnd | 'divided' | undefined> {
    const { client, execution } = this.#options;
    const events = followExecutionEvents({
      open: (from) => {
        const now = client();
        if (now === undefined) return noEvents();
        return now.executionStream({ params: { execution }, query: { from }, signal });
      },
      signal,
      onLink: (link) => {
        const notice = link.up ? undefined : this.#linkNotice.lost();
        if (notice !== undefined) this.append(notice);
      },
    });
    let end: ExecutionEnd | undefined;
    for await (const event of events) {
      this.#linkNotice.received();
      if (this.#routes.divides(event)) return 'divided';
      const title = this.#title.next(event);
      if (title !== undefined) this.#rename(title);
      if (event.type === 'execution-ended') end = event;
      await this.#show(event);
    }
    return end;
  }

  async #show(event: ExecutionEvent): Promise<void> {
    const { main, nodes } = this.#routes.next(event);
    for (const node of nodes) {
      const screen = this.#options.nodes?.of(node);
      await screen?.ready;
      this.#written += screen?.show(event) ?? 0;
    }
    if (main) this.#written += this.#screen.show(event);
    if (this.#routes.isFull && !this.#isFullNoted) this.#noteFull();
    if (this.#written < BURST_CHARACTERS) return;
    this.#written = 0;
    await pause(PAUSE_MS);
  }

  #noteFull(): void {
    this.#isFullNoted = true;
    const most = this.#options.nodes?.most ?? 0;
    this.append(
      l10n.t('The output of further nodes follows here. Limit of nodes with their own terminals: {0}.', most),
    );
  }
}

/** Yields no events, for use without a connection. The caller opens the stream again later. */
async function* noEvents(): AsyncGenerator<never, void, undefined> {}
