import * as z from 'zod';
import {
  RunnerFilterMode,
  RunnerFilterType,
  type RunnerSelector,
} from '../../protocol/entities/runner-selector.ts';
import { expandText } from '../expansion/expand-text.ts';
import type { ValueLookup } from '../expansion/value-lookup.ts';
import { expandRunnerFilter } from '../runner-filter/expand-runner-filter.ts';
import { isTyped, parseRunnerFilter } from '../runner-filter/parse-runner-filter.ts';
import { printRunnerFilter } from '../runner-filter/print-runner-filter.ts';
import { type RunnerFilter, termsOf } from '../runner-filter/runner-filter.ts';
import { runnerFilterProblem } from '../runner-filter/runner-filter-problem.ts';
import { KEY_NOTES } from './key-notes.ts';
import { Text } from './scalar-schemas.ts';

/**
 * `runnerSelector` as authors write it. Parses to a complete {@link RunnerSelector} whose tags are lower-cased, trimmed
 * and unique.
 */
export const RunnerSelectorInput = z
  .looseObject({
    filter: z
      .union([Text, z.array(Text)])
      .optional()
      .describe('Tags, comma-separated or as a list')
      .register(KEY_NOTES, { references: 'text', choices: 'runner-tags' }),
    runnerFilterMode: RunnerFilterMode.optional().describe(
      'TAGS, FILTER (may contain ${option.x}, and, or, not) or LOCAL',
    ),
    runnerFilterType: RunnerFilterType.optional()
      .describe('Every tag, any tag, or the Local Runner')
      .register(KEY_NOTES, { difference: '`TAG_FILTER_OR` (any tag) is added.' }),
  })
  .superRefine((selector, context) => {
    const problem = contradiction(completed(selector));
    if (problem !== undefined)
      context.addIssue({ code: 'custom', path: [problem.key], message: problem.message });
  })
  .transform((selector): RunnerSelector => {
    const { filter: _, ...rest } = selector;
    const { mode, type, tags, expression } = completed(selector);
    const filter = mode === 'LOCAL' ? {} : { filter: expression ?? tags.join(',') };
    return { ...rest, ...filter, runnerFilterMode: mode, runnerFilterType: type };
  });

/** A selector in the form that the rest of the system uses. `tags` may contain `${…}` if `mode` is FILTER. */
export interface SelectorParts {
  readonly mode: RunnerFilterMode;
  readonly type: RunnerFilterType;
  /** The tags of a list, or the tags in an expression. */
  readonly tags: string[];
  /** Text of the filter, unless the filter is only a list of tags. */
  readonly expression?: string | undefined;
}

/** Returns the parts of a job's selector. A job without a selector runs on the Local Runner. */
export function selectorParts(selector: RunnerSelector | undefined): SelectorParts {
  return completed(selector ?? {});
}

/**
 * Returns the parts with `${…}` in the filter expanded. A value may contain several tags.
 *
 * Throws `runner-filter-invalid` for a value that is not allowed in an expression.
 */
export function expandedSelector(selector: RunnerSelector | undefined, lookup: ValueLookup): SelectorParts {
  const parts = selectorParts(selector);
  if (parts.mode !== 'FILTER') return parts;
  const { expression } = parts;
  if (expression !== undefined) {
    const match = matchOf(parts);
    const expanded = expandRunnerFilter(parseRunnerFilter(expression, match), lookup, match);
    return { ...parts, tags: tagsNamed(expanded), expression: printRunnerFilter(expanded) };
  }
  return { ...parts, tags: tagsIn(expandText(parts.tags.join(','), lookup)) };
}

/** Returns the selector with these parts. */
export function selectorOf(parts: SelectorParts): RunnerSelector {
  const text = parts.expression ?? tagsIn(parts.tags.join(',')).join(',');
  const filter = parts.mode === 'LOCAL' ? {} : { filter: text };
  return { ...filter, runnerFilterMode: parts.mode, runnerFilterType: parts.type };
}

/**
 * Parses the tags of a comma-separated filter: trimmed, lower-cased except for `${…}`, without blanks and duplicates.
 */
export function tagsIn(filter: string): string[] {
  const tags = filter.split(',').map((tag) => tag.trim().replace(/\$\{[^}]*\}|[^$]+|\$/g, lowerCased));
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

/** Returns whether a runner must have all tags of a list, or any of them. */
export function matchOf({ type }: Pick<SelectorParts, 'type'>): 'all' | 'any' {
  return type === 'TAG_FILTER_OR' ? 'any' : 'all';
}

function tagsNamed(filter: RunnerFilter): string[] {
  const terms = termsOf(filter).filter(({ attribute }) => attribute === 'tag');
  return [...new Set(terms.flatMap(({ value }) => tagsIn(value)))];
}

function lowerCased(part: string): string {
  return part.startsWith('${') ? part : part.toLowerCase();
}

function completed(selector: {
  filter?: string | string[] | undefined;
  runnerFilterMode?: SelectorParts['mode'] | undefined;
  runnerFilterType?: SelectorParts['type'] | undefined;
}): SelectorParts {
  const text = [selector.filter ?? []].flat().join(',').trim();
  const typed = isTyped(text) && (selector.runnerFilterMode ?? 'FILTER') === 'FILTER';
  if (typed) return typedIn(text, selector.runnerFilterType ?? 'TAG_FILTER_AND');
  const tags = tagsIn(text);
  const tagMode = tags.some((tag) => tag.includes('${')) ? 'FILTER' : 'TAGS';
  const wantsLocal = tags.length === 0 && (selector.runnerFilterType ?? 'LOCAL_RUNNER') === 'LOCAL_RUNNER';
  const mode = selector.runnerFilterMode ?? (wantsLocal ? 'LOCAL' : tagMode);
  const type = selector.runnerFilterType ?? (mode === 'LOCAL' ? 'LOCAL_RUNNER' : 'TAG_FILTER_AND');
  return { mode, type, tags };
}

/** Parses an expression. An invalid expression has no tags. */
function typedIn(expression: string, type: SelectorParts['type']): SelectorParts {
  const problem = runnerFilterProblem(expression);
  const tags = problem === undefined ? tagsNamed(parseRunnerFilter(expression)) : [];
  return { mode: 'FILTER', type, tags, expression };
}

function contradiction({
  mode,
  type,
  tags,
  expression,
}: SelectorParts): { key: string; message: string } | undefined {
  const problem = expression === undefined ? undefined : runnerFilterProblem(expression);
  if (problem !== undefined) return { key: 'filter', message: problem };
  if ((mode === 'LOCAL') !== (type === 'LOCAL_RUNNER')) {
    const message = `runnerFilterMode ${mode} and runnerFilterType ${type} contradict each other. Use LOCAL with LOCAL_RUNNER, or TAGS with TAG_FILTER_AND or TAG_FILTER_OR.`;
    return { key: 'runnerFilterType', message };
  }
  if (mode === 'LOCAL' && tags.length > 0) {
    return {
      key: 'filter',
      message:
        'The selector selects the Local Runner, but also contains tags. Remove the filter, or set runnerFilterMode: TAGS.',
    };
  }
  if (mode !== 'LOCAL' && tags.length === 0 && expression === undefined) {
    return {
      key: 'filter',
      message: 'The selector contains no tag. Put tags into its filter, or set runnerFilterMode: LOCAL.',
    };
  }
  return undefined;
}
