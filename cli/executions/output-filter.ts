import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionEvent } from '../../protocol/events/execution-event.ts';

/** The output that a user wants to see. An absent field selects everything. */
export interface SelectedOutput {
  /** Name of a node. */
  readonly node?: string | undefined;
  /**
   * A step context. `2` selects step 2, including all steps of the job that it references; `2/1` selects one of these
   * steps.
   */
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

  /** Returns whether the filter selects an entry of the output. */
  hasEntry(entry: OutputPlace & { readonly log: string }): boolean {
    return this.#hasPlace(entry) && (this.#pattern === undefined || this.#pattern.test(entry.log));
  }

  /**
   * Returns whether the filter selects an event. It always selects events that belong to no step. Requires the events
   * of an execution in stream order.
   */
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

/** Returns the nodes for which the enclosing jobs of a step run. Example: `web1` for `2@node=web1/1`. */
function nodesIn(parts: readonly string[]): string[] {
  return parts.flatMap((part) => /@(?:.*,)?node=([^,]+)/.exec(part)?.[1] ?? []);
}

/**
 * Returns whether a step context equals `step` or lies within it. `step` may omit nodes: `2@node=web1/1` lies within
 * `2/1`.
 */
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
