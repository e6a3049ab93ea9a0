import * as l10n from '@vscode/l10n';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { TerminalFilter } from '../../../support/terminal/terminal-filter.ts';
import { shortId, stepPlace } from '../../model/display-text.ts';
import { statusName } from '../../model/state-names.ts';
import { timeOfDay } from '../../model/time-of-day.ts';
import { LedLines, LedSource, nodeLead } from './led-lines.ts';

const BOLD = '\x1b[1m';
const DIM = '\x1b[2m';
const RED = '\x1b[31m';
const GREEN = '\x1b[32m';
const YELLOW = '\x1b[33m';
const CYAN = '\x1b[36m';
const PLAIN = '\x1b[0m';
const CLEAR = '\x1b[2J\x1b[H';

/** The properties of a started operation that banners show. */
interface StartedOperation {
  readonly stepctx: string;
  readonly node: string;
  readonly runnerName: string;
}

/**
 * The name of the Local Runner's own node, on which jobs without nodes run. Lines name the runner's own host only if
 * the execution also runs on other nodes.
 */
const OWN_HOST = 'localhost';

/**
 * Converts the events of an execution to terminal text: a banner for each step with node, runner and replica, the
 * coloured output, and the end of each step and of the execution. With several nodes, the name of the node starts each
 * line of output. When concurrent steps write on one node, a line shows the step whose output follows.
 */
export class Transcript {
  readonly #lines = new LedLines();
  readonly #sources = new Map<string, LedSource>();
  readonly #started = new Map<string, StartedOperation>();
  /** Names of the nodes that started steps. */
  readonly #nodes = new Set<string>();
  /** Number of open operations by node. */
  readonly #open = new Map<string, number>();
  /** The operation of the last banner. */
  #current = '';
  #waiting = '';

  /** Returns the text that the event appends to the terminal. */
  next(event: ExecutionEvent): string {
    switch (event.type) {
      case 'reset':
        this.#sources.clear();
        this.#started.clear();
        this.#nodes.clear();
        this.#open.clear();
        this.#current = '';
        this.#waiting = '';
        this.#lines.clear();
        return CLEAR;
      case 'ready':
        return '';
      case 'note':
        return this.#line(`${DIM}${clean(event.message)}${PLAIN}`);
      case 'waiting':
        if (event.reason.message === this.#waiting) return '';
        this.#waiting = event.reason.message;
        return this.#line(waitingText(event.reason));
      case 'step-started':
        return this.#line(this.#banner(event));
      case 'output':
        return this.#output(event);
      case 'step-ended': {
        const what = this.#nameOf(event.operation, event.stepctx);
        this.#count(this.#started.get(event.operation)?.node ?? '', -1);
        // Force a banner before the next output, because that output belongs to another step.
        this.#current = '';
        return event.status === 'succeeded'
          ? this.#line(`${GREEN}✔ ${l10n.t('{0} succeeded', what)}${PLAIN}`)
          : this.#line(`${colorOf(event.status)}✘ ${what} ${statusName(event.status)}${how(event)}${PLAIN}`);
      }
      case 'execution-ended':
        return this.#line(ending(event));
    }
  }

  /** Returns a line that is not an event, such as the name of the execution that repeats this one. */
  lineOf(text: string): string {
    return this.#line(`${DIM}${clean(text)}${PLAIN}`);
  }

  #banner(event: Extract<ExecutionEvent, { type: 'step-started' }>): string {
    const { operation, stepctx, label, node, runnerName, replica } = event;
    this.#started.set(operation, { stepctx, node, runnerName });
    this.#nodes.add(node);
    this.#count(node, 1);
    this.#current = operation;
    const isHandler = /e(?:@|$)/.test(stepctx.split('/').at(-1) ?? '');
    const what = `${isHandler ? `${YELLOW}↺` : `${CYAN}▶`} ${placeOf(stepctx)} ${clean(label)}`;
    const host = node === runnerName ? '' : this.#nodeOf(operation);
    const by = `${clean(runnerName)} · ${l10n.t('replica {0}', shortId(replica))}`;
    const where = host === '' ? l10n.t('on {0}', by) : l10n.t('on {0} by {1}', host, by);
    const how = isHandler ? l10n.t('handles the error, {0}', where) : where;
    return `${BOLD}${what}${PLAIN} ${DIM}${how}${PLAIN}`;
  }

  /** Returns a line with the operation; empty if the last banner already shows this operation. */
  #changeTo(operation: string): string {
    if (operation === this.#current) return '';
    const started = this.#started.get(operation);
    this.#current = operation;
    if (started === undefined) return '';
    return this.#line(`${CYAN}┄ ${this.#nameOf(operation, started.stepctx)}${PLAIN}`);
  }

  #nameOf(operation: string, stepctx: string): string {
    const node = this.#nodeOf(operation);
    const place = placeOf(stepctx);
    return node === '' ? place : l10n.t('{0} on {1}', place, node);
  }

  /** Returns the node; empty if it is the runner's host and the only node. */
  #nodeOf(operation: string): string {
    const { node = '', runnerName = '' } = this.#started.get(operation) ?? {};
    const isHost = node === runnerName || node === OWN_HOST;
    return isHost && this.#nodes.size < 2 ? '' : clean(node);
  }

  #output({ operation, stream, bytes }: Extract<ExecutionEvent, { type: 'output' }>): string {
    const name = `${operation} ${stream}`;
    const source = this.#sources.get(name) ?? new LedSource(stream === 'stderr');
    this.#sources.set(name, source);
    const text = source.decode(Buffer.from(bytes, 'base64'));
    const node = this.#nodes.size < 2 ? '' : this.#nodeOf(operation);
    if (node !== '') return this.#lines.output(source, text, this.#leadOf(operation, node));
    return this.#changeTo(operation) + this.#lines.output(source, text, '');
  }

  /** Returns the start of the operation's lines: the node, with the step if another operation is open on the node. */
  #leadOf(operation: string, node: string): string {
    const started = this.#started.get(operation);
    const isAlone = (this.#open.get(started?.node ?? '') ?? 0) < 2;
    return nodeLead(node, isAlone || started === undefined ? '' : placeOf(started.stepctx));
  }

  #count(node: string, change: 1 | -1): void {
    this.#open.set(node, (this.#open.get(node) ?? 0) + change);
  }

  #line(text: string): string {
    return this.#lines.line(text);
  }
}

function ending(event: Extract<ExecutionEvent, { type: 'execution-ended' }>): string {
  const status = event.customStatus ?? statusName(event.status);
  const color = colorOf(event.status);
  return `${BOLD}${color}■ ${l10n.t('execution {0} {1}', event.execution, status)}${because(event)}${PLAIN}`;
}

/** Returns why the execution waits, and the time at which it fails. */
function waitingText({ message, until }: Extract<ExecutionEvent, { type: 'waiting' }>['reason']): string {
  const why = clean(message);
  if (until === undefined) return `${YELLOW}${l10n.t('Waiting')}${PLAIN}${DIM}: ${why}${PLAIN}`;
  const end = why.endsWith('.') ? '' : '.';
  return `${YELLOW}${l10n.t('Waiting until {0}', timeOfDay(until))}${PLAIN}${DIM}: ${why}${end} ${l10n.t('The execution fails at that time if no runner has taken its step.')}${PLAIN}`;
}

/** Returns the place of a step, such as `3/1`, with the node of step 3 if step 3 runs once per node. */
function placeOf(stepctx: string): string {
  const { place, node } = stepPlace(stepctx);
  return node === undefined ? place : l10n.t('{0} (for {1})', place, clean(node));
}

/** Returns the colour of a status. Aborted executions are yellow, because a user stopped them. */
function colorOf(status: string): string {
  if (status === 'succeeded') return GREEN;
  return status === 'aborted' ? YELLOW : RED;
}

/** Returns how a step ended: its exit code, otherwise its reason. */
function how(event: Extract<ExecutionEvent, { type: 'step-ended' }>): string {
  return event.status === 'failed' && event.exitCode !== undefined
    ? ` ${l10n.t('with exit code {0}', event.exitCode)}`
    : because(event);
}

/** Returns the reason, which includes the exit code. Returns the exit code if there is no reason. */
function because(event: {
  readonly reason?: { readonly message: string } | undefined;
  readonly exitCode?: number | undefined;
}): string {
  if (event.reason !== undefined) return `: ${clean(event.reason.message).replace(/\.$/, '')}`;
  return event.exitCode === undefined ? '' : `, ${l10n.t('exit code {0}', event.exitCode)}`;
}

/** Removes control characters from text of other machines, and joins its lines. */
function clean(text: string): string {
  return new TerminalFilter().next(text.replace(/\s+/g, ' '));
}
