import { TextDecoder } from 'node:util';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { TerminalFilter } from '../../../support/terminal/terminal-filter.ts';
import { shortId, stepPlace } from '../../model/display-text.ts';

const BOLD = '\x1b[1m';
const DIM = '\x1b[2m';
const RED = '\x1b[31m';
const GREEN = '\x1b[32m';
const YELLOW = '\x1b[33m';
const CYAN = '\x1b[36m';
const PLAIN = '\x1b[0m';
const CLEAR = '\x1b[2J\x1b[H';

/** Output of one stream: its characters may be cut anywhere, and its sequences too. */
interface Source {
  readonly decoder: TextDecoder;
  readonly filter: TerminalFilter;
}

/** An operation that has begun, as banners name it. */
interface Begun {
  readonly stepctx: string;
  readonly node: string;
  readonly runnerName: string;
}

/** The coordinator's own host, as jobs without nodes run on it: worth naming only beside others. */
const OWN_HOST = 'localhost';

/**
 * Turns the events of an execution into what a terminal shows: a banner for each step with node, runner and replica, the
 * output with its colours, how each step and the execution ended. Where steps write at the same time, a line says whose
 * output follows, whenever that changes.
 */
export class Transcript {
  readonly #sources = new Map<string, Source>();
  readonly #begun = new Map<string, Begun>();
  #hasNodes = false;
  /** The operation whose banner stands last. */
  #current = '';
  #atLineStart = true;
  #waiting = '';

  /** What the event adds to the terminal. */
  next(event: ExecutionEvent): string {
    switch (event.type) {
      case 'reset':
        this.#sources.clear();
        this.#begun.clear();
        this.#hasNodes = false;
        this.#current = '';
        this.#waiting = '';
        this.#atLineStart = true;
        return CLEAR;
      case 'ready':
        return '';
      case 'note':
        return this.#line(`${DIM}${clean(event.message)}${PLAIN}`);
      case 'waiting':
        if (event.reason.message === this.#waiting) return '';
        this.#waiting = event.reason.message;
        return this.#line(`${DIM}waiting: ${clean(event.reason.message)}${PLAIN}`);
      case 'step-started':
        return this.#line(this.#banner(event));
      case 'output':
        return (
          this.#change(event.operation) +
          this.#output(`${event.operation} ${event.stream}`, Buffer.from(event.bytes, 'base64'))
        );
      case 'step-ended': {
        const what = this.#nameOf(event.operation, event.stepctx);
        // What another step goes on writing would seem to belong to this line.
        this.#current = '';
        return event.status === 'succeeded'
          ? this.#line(`${GREEN}✔ ${what} succeeded${PLAIN}`)
          : this.#line(`${colorOf(event.status)}✘ ${what} ${event.status}${how(event)}${PLAIN}`);
      }
      case 'execution-ended':
        return this.#line(ending(event));
    }
  }

  /** What stands apart from the events: that another execution repeats this one. */
  say(text: string): string {
    return this.#line(`${DIM}${clean(text)}${PLAIN}`);
  }

  #banner(event: Extract<ExecutionEvent, { type: 'step-started' }>): string {
    const { operation, stepctx, label, node, runnerName, replica } = event;
    this.#begun.set(operation, { stepctx, node, runnerName });
    this.#hasNodes ||= node !== runnerName && node !== OWN_HOST;
    this.#current = operation;
    const isHandler = /e(?:@|$)/.test(stepctx.split('/').at(-1) ?? '');
    const what = `${isHandler ? `${YELLOW}↺` : `${CYAN}▶`} ${placeOf(stepctx)} ${clean(label)}`;
    const where = [this.#nodeOf(operation), `${clean(runnerName)} · replica ${shortId(replica)}`];
    const by = where.filter((part) => part !== '').join(' by ');
    return `${BOLD}${what}${PLAIN} ${DIM}${isHandler ? 'handles the error, ' : ''}on ${by}${PLAIN}`;
  }

  /** Says whose output follows, where that is not the step of the last banner. */
  #change(operation: string): string {
    if (operation === this.#current) return '';
    const begun = this.#begun.get(operation);
    this.#current = operation;
    if (begun === undefined) return '';
    return this.#line(`${CYAN}┄ ${this.#nameOf(operation, begun.stepctx)}${PLAIN}`);
  }

  #nameOf(operation: string, stepctx: string): string {
    const node = this.#nodeOf(operation);
    const place = placeOf(stepctx);
    return node === '' ? place : `${place} on ${node}`;
  }

  /** The node, where it is not simply the host of the runner. */
  #nodeOf(operation: string): string {
    const { node = '', runnerName = '' } = this.#begun.get(operation) ?? {};
    const isHost = node === runnerName || (node === OWN_HOST && !this.#hasNodes);
    return isHost ? '' : clean(node);
  }

  #output(source: string, bytes: Uint8Array): string {
    const { decoder, filter } = this.#sources.get(source) ?? this.#begin(source);
    const shown = filter.next(decoder.decode(bytes, { stream: true }));
    if (shown !== '') this.#atLineStart = shown.endsWith('\n');
    return shown;
  }

  #begin(source: string): Source {
    const begun = { decoder: new TextDecoder(), filter: new TerminalFilter() };
    this.#sources.set(source, begun);
    return begun;
  }

  #line(text: string): string {
    const before = this.#atLineStart ? '' : '\r\n';
    this.#atLineStart = true;
    return `${PLAIN}${before}${text}\r\n`;
  }
}

function ending(event: Extract<ExecutionEvent, { type: 'execution-ended' }>): string {
  const status = event.customStatus ?? event.status;
  const color = colorOf(event.status);
  return `${BOLD}${color}■ execution ${event.execution} ${status}${because(event)}${PLAIN}`;
}

/** `3/1`, and for which node of step 3 where it runs once for each. */
function placeOf(stepctx: string): string {
  const { place, node } = stepPlace(stepctx);
  return node === undefined ? place : `${place} (for ${clean(node)})`;
}

/** What was stopped by a person is no failure. */
function colorOf(status: string): string {
  if (status === 'succeeded') return GREEN;
  return status === 'aborted' ? YELLOW : RED;
}

/** How a step ended: by its exit code, or else why. */
function how(event: Extract<ExecutionEvent, { type: 'step-ended' }>): string {
  const byItself = event.status === 'failed' && event.exitCode !== undefined;
  return byItself ? ` with exit code ${event.exitCode}` : because(event);
}

/** The reason, which names the exit code where there is one; the code alone where there is no reason. */
function because(event: {
  readonly reason?: { readonly message: string } | undefined;
  readonly exitCode?: number | undefined;
}): string {
  if (event.reason !== undefined) return `: ${clean(event.reason.message).replace(/\.$/, '')}`;
  return event.exitCode === undefined ? '' : `, exit code ${event.exitCode}`;
}

/** Names and reasons hold no controls, but come from outside: shown as one line of text. */
function clean(text: string): string {
  return new TerminalFilter().next(text.replace(/\s+/g, ' '));
}
