import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionEvent } from '../../protocol/events/execution-event.ts';
import { isInPlace, type OutputPlace } from '../../protocol/events/output-place.ts';

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

/** Selects output by node, step and pattern. */
export class OutputFilter {
  readonly #place: OutputPlace;
  readonly #pattern: RegExp | undefined;
  /** Operations whose output is not selected. */
  readonly #hidden = new Set<string>();

  /** Throws `usage` for an invalid pattern. */
  constructor({ node, step, grep }: SelectedOutput) {
    this.#place = { node, stepctx: step };
    this.#pattern = grep === undefined ? undefined : patternOf(grep);
  }

  /** Returns whether the filter selects an entry of the output. */
  hasEntry(entry: { readonly node: string; readonly stepctx: string; readonly log: string }): boolean {
    return isInPlace(entry, this.#place) && (this.#pattern === undefined || this.#pattern.test(entry.log));
  }

  /**
   * Returns whether the filter selects an event. Every event that belongs to no step is selected. Requires the events
   * of an execution in stream order.
   */
  hasEvent(event: ExecutionEvent): boolean {
    switch (event.type) {
      case 'step-started':
        if (isInPlace(event, this.#place)) return true;
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
