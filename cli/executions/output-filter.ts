import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionEvent } from '../../protocol/events/execution-event.ts';

/** The output that a user wants to see. Absent parts select everything. */
export interface SelectedOutput {
  /** Name of a node. */
  readonly node?: string | undefined;
  /** A step, such as `2`, with all steps of a job that it refers to; or one of those, such as `2/1`. */
  readonly step?: string | undefined;
  /** A regular expression for lines. */
  readonly grep?: string | undefined;
}

interface OutputPlace {
  readonly node: string;
  readonly stepctx: string;
}

/** Selects output by node, step and pattern. */
export class OutputFilter {
  readonly #node: string | undefined;
  readonly #step: string | undefined;
  readonly #pattern: RegExp | undefined;
  /** Operations whose output is not selected. */
  readonly #hidden = new Set<string>();

  /** Throws `usage` for an invalid pattern. */
  constructor({ node, step, grep }: SelectedOutput) {
    this.#node = node;
    this.#step = step;
    this.#pattern = grep === undefined ? undefined : patternOf(grep);
  }

  /** Whether an entry of the output is selected. */
  hasEntry(entry: OutputPlace & { readonly log: string }): boolean {
    return this.#hasPlace(entry) && (this.#pattern === undefined || this.#pattern.test(entry.log));
  }

  /** Whether an event is selected. Events that belong to no step always are. The events must be given in order. */
  hasEvent(event: ExecutionEvent): boolean {
    switch (event.type) {
      case 'step-started':
        if (this.#hasPlace(event)) return true;
        this.#hidden.add(event.operation);
        return false;
      case 'output':
        return !this.#hidden.has(event.operation);
      case 'step-ended':
        return !this.#hidden.delete(event.operation);
      case 'reset':
        this.#hidden.clear();
        return true;
      default:
        return true;
    }
  }

  #hasPlace({ node, stepctx }: OutputPlace): boolean {
    const parts = stepctx.split('/');
    const isNode = this.#node === undefined || node === this.#node || nodesIn(parts).includes(this.#node);
    return isNode && (this.#step === undefined || isWithin(parts, this.#step));
  }
}

/** Returns the nodes for which the jobs around a step run: `web1` of `2@node=web1/1`. */
function nodesIn(parts: readonly string[]): string[] {
  return parts.flatMap((part) => /@(?:.*,)?node=([^,]+)/.exec(part)?.[1] ?? []);
}

/** Whether a step context is the step or lies within it. The step may leave out nodes: `2/1` is within `2@node=web1/1`. */
function isWithin(parts: readonly string[], step: string): boolean {
  return step.split('/').every((wanted, index) => {
    const part = parts[index];
    return part === wanted || part?.replace(/@.*$/, '') === wanted;
  });
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new OutrunnerError('usage', {
      problem: `"${text}" is not a regular expression.`,
      remedy: 'Correct it, or quote special characters with a backslash.',
    });
  }
}
