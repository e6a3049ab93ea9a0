import { closest } from '../../support/text/closest.ts';
import type { Problem } from '../source/problem.ts';
import { type Block, type BlockTree, entryBelow, itemsBelow } from './block-tree.ts';
import { jobsIn } from './job-blocks.ts';
import { type RunnerFact, runnersOfBlock } from './job-lenses.ts';
import { rangeInLine, type TextRange } from './text-range.ts';
import { writtenText } from './written-text.ts';

/** Maximum number of problems that are reported for a file. */
const MOST_PROBLEMS = 100;

interface WrittenTag {
  readonly tag: string;
  readonly range: TextRange;
}

/**
 * Warns of the runner selectors of a job file that match none of the runners: at each tag that no runner has, or at the
 * selector if the tags exist, but not on one runner. Ignores selectors that are invalid or contain references.
 *
 * @param runners the runners of the project, or all runners if the project is unknown
 */
export function runnerProblemsOf(
  tree: BlockTree,
  runners: readonly RunnerFact[],
  project: string | undefined,
): Problem[] {
  const none = project === undefined ? 'No runner' : `No runner of project "${project}"`;
  const known = new Set(runners.flatMap(({ tags }) => tags.map((tag) => tag.toLowerCase())));
  return jobsIn(tree)
    .flatMap(({ entries }, index) => {
      const selector = entries.find(({ key }) => key === 'runnerSelector');
      if (selector === undefined || runnersOfBlock(selector, runners)?.length !== 0) return [];
      const path = [index, 'runnerSelector', 'filter'];
      const tags = tagsIn(selector);
      const unknown = tags.filter(({ tag }) => !known.has(tag.toLowerCase()));
      if (unknown.length > 0) return unknown.map((tag) => unknownTag(tag, path, [...known], none));
      if (tags.length === 0) return [];
      const message = `${none} has all of these tags. Change the tags of the job or of a runner.`;
      return [problemAt(selector.keyRange, path, message)];
    })
    .slice(0, MOST_PROBLEMS);
}

function unknownTag(
  { tag, range }: WrittenTag,
  path: Problem['path'],
  known: readonly string[],
  none: string,
): Problem {
  const text = closest(tag, known);
  const remedy =
    text === undefined
      ? 'Add the tag to a runner, or change the tags of the job.'
      : `Did you mean "${text}"?`;
  const message = `${none} has the tag "${tag}". ${remedy}`;
  const suggestion = text === undefined ? undefined : { instead: tag, text };
  return { ...problemAt(range, path, message), ...(suggestion && { suggestion }) };
}

function problemAt({ start, end }: TextRange, path: Problem['path'], message: string): Problem {
  return {
    severity: 'warning',
    code: 'no-matching-runner',
    message,
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
    path,
  };
}

/** Returns the tags of a filter that is a list of tags, with their places. */
function tagsIn(selector: Block): WrittenTag[] {
  const filter = entryBelow(selector, 'filter');
  if (filter === undefined) return [];
  const items = itemsBelow(filter);
  return (items.length > 0 ? items : [filter]).flatMap((block) => {
    const { text, range } = writtenText(block) ?? {};
    if (text === undefined || range === undefined) return [];
    return [...text.matchAll(/[^\s,]+/g)].map(({ 0: tag, index }) => {
      const column = range.start.column + index;
      return { tag, range: rangeInLine(range.start.line, column, column + tag.length) };
    });
  });
}
