import type { BlockTree } from './block-tree.ts';
import { jobReferenceCompletions } from './complete-job-reference.ts';
import { isNodeFilter } from './complete-node-filter.ts';
import { optionReferenceCompletions } from './complete-option-reference.ts';
import { valueCompletions } from './complete-value.ts';
import type { CoordinatorFacts } from './coordinator-facts.ts';
import { jobAt } from './job-blocks.ts';
import { rangeInLine, type TextPosition, type TextRange } from './text-range.ts';
import { valueAt } from './value-at.ts';

/** An item that completion offers at a position. */
export interface Completion {
  /** `enumeration`: a value that the published schema of job files lists. */
  readonly kind: 'option' | 'enumeration' | 'value' | 'tag' | 'job' | 'key-path' | 'node' | 'attribute';
  /** The text that the list shows and that is matched against the replaced text. */
  readonly label: string;
  /** The text to insert. */
  readonly insert: string;
  /** Grey text beside the label; may be empty. */
  readonly detail: string;
  /** The replaced part of the text. */
  readonly range: TextRange;
  /** A line to insert in addition, above the line with this number. */
  readonly lineAbove?: { readonly line: number; readonly text: string };
}

export interface Completions {
  readonly items: readonly Completion[];
  /** Whether further typing can lead to other items. */
  readonly isIncomplete: boolean;
}

/** Maximum number of completions that are shown at once. */
const MOST_ITEMS = 500;

/**
 * Returns the completions of a value of a job file at a position: references to options, values of the job format, and
 * names that the coordinator knows. Keys are completed elsewhere.
 */
export function completionsAt(tree: BlockTree, position: TextPosition, facts: CoordinatorFacts): Completions {
  const value = valueAt(tree, position);
  const job = jobAt(tree, position.line);
  if (value === undefined || job === undefined) return { items: [], isIncomplete: false };
  const references = optionReferenceCompletions(value, position, job);
  if (references.length > 0) return { items: references, isIncomplete: false };
  const found = [
    ...valueCompletions(value, position, facts),
    ...jobReferenceCompletions(value, position, facts),
  ];
  const items = found.slice(0, MOST_ITEMS);
  return { items: value.needsSpace ? items.map(spaced) : items, isIncomplete: found.length > items.length };
}

/** Whether the completions at a position depend on the nodes of the project. */
export function asksForNodes(tree: BlockTree, position: TextPosition): boolean {
  const value = valueAt(tree, position);
  return value !== undefined && isNodeFilter(value);
}

function spaced(completion: Completion): Completion {
  const { line, column } = completion.range.start;
  return { ...completion, insert: ` ${completion.insert}`, range: rangeInLine(line, column, column) };
}
