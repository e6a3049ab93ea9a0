import { z } from 'zod';
import { expandText } from '../expansion/expand-text.ts';
import type { ValueLookup } from '../expansion/value-lookup.ts';
import { Text } from './scalar-schemas.ts';

export const RunnerFilterMode = z.enum(['TAGS', 'FILTER', 'LOCAL']);
export const RunnerFilterType = z.enum(['TAG_FILTER_AND', 'TAG_FILTER_OR', 'LOCAL_RUNNER']);

/** `runnerSelector` of a job. Parsed, it is complete and its tags are lower-cased, trimmed and each once. */
export const RunnerSelector = z
  .looseObject({
    filter: z
      .union([Text, z.array(Text)])
      .optional()
      .describe('Tags, comma-separated or as a list'),
    runnerFilterMode: RunnerFilterMode.optional().describe('TAGS, FILTER (may hold ${option.x}) or LOCAL'),
    runnerFilterType: RunnerFilterType.optional().describe('Every tag, any tag, or the Local Runner'),
  })
  .superRefine((selector, context) => {
    const problem = contradiction(completed(selector));
    if (problem !== undefined)
      context.addIssue({ code: 'custom', path: [problem.key], message: problem.message });
  })
  .transform((selector) => {
    const { filter: _, ...rest } = selector;
    const { mode, type, tags } = completed(selector);
    const filter = mode === 'LOCAL' ? {} : { filter: tags.join(',') };
    return { ...rest, ...filter, runnerFilterMode: mode, runnerFilterType: type };
  });
export type RunnerSelector = z.output<typeof RunnerSelector> & { filter?: string };

/** A selector in the words of the rest of the system; `tags` may hold `${…}` where `mode` is FILTER. */
export interface SelectorParts {
  readonly mode: z.infer<typeof RunnerFilterMode>;
  readonly type: z.infer<typeof RunnerFilterType>;
  readonly tags: string[];
}

/** The parts of a job's selector; a job without one asks for the Local Runner. */
export function selectorParts(selector: RunnerSelector | undefined): SelectorParts {
  return completed(selector ?? {});
}

/** The parts with `${…}` in the filter expanded, of which each value may be several tags. */
export function expandedSelector(selector: RunnerSelector | undefined, lookup: ValueLookup): SelectorParts {
  const parts = selectorParts(selector);
  if (parts.mode !== 'FILTER') return parts;
  return { ...parts, tags: tagsIn(expandText(parts.tags.join(','), lookup)) };
}

/** The selector that asks for these parts. */
export function selectorOf(parts: SelectorParts): RunnerSelector {
  const filter = parts.mode === 'LOCAL' ? {} : { filter: tagsIn(parts.tags.join(',')).join(',') };
  return { ...filter, runnerFilterMode: parts.mode, runnerFilterType: parts.type };
}

/** Tags of a comma-separated filter: trimmed, lower-cased but for `${…}`, blanks dropped, each once. */
export function tagsIn(filter: string): string[] {
  const tags = filter.split(',').map((tag) => tag.trim().replace(/\$\{[^}]*\}|[^$]+|\$/g, lowerCased));
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

function lowerCased(part: string): string {
  return part.startsWith('${') ? part : part.toLowerCase();
}

function completed(selector: {
  filter?: string | string[] | undefined;
  runnerFilterMode?: SelectorParts['mode'] | undefined;
  runnerFilterType?: SelectorParts['type'] | undefined;
}): SelectorParts {
  const tags = tagsIn([selector.filter ?? []].flat().join(','));
  const tagMode = tags.some((tag) => tag.includes('${')) ? 'FILTER' : 'TAGS';
  const wantsLocal = tags.length === 0 && (selector.runnerFilterType ?? 'LOCAL_RUNNER') === 'LOCAL_RUNNER';
  const mode = selector.runnerFilterMode ?? (wantsLocal ? 'LOCAL' : tagMode);
  const type = selector.runnerFilterType ?? (mode === 'LOCAL' ? 'LOCAL_RUNNER' : 'TAG_FILTER_AND');
  return { mode, type, tags };
}

function contradiction({ mode, type, tags }: SelectorParts): { key: string; message: string } | undefined {
  if ((mode === 'LOCAL') !== (type === 'LOCAL_RUNNER')) {
    const message = `runnerFilterMode ${mode} and runnerFilterType ${type} contradict each other. Use LOCAL with LOCAL_RUNNER, or TAGS with TAG_FILTER_AND or TAG_FILTER_OR.`;
    return { key: 'runnerFilterType', message };
  }
  if (mode === 'LOCAL' && tags.length > 0) {
    return {
      key: 'filter',
      message:
        'The Local Runner is asked for, and tags as well. Remove the filter, or set runnerFilterMode: TAGS.',
    };
  }
  if (mode !== 'LOCAL' && tags.length === 0) {
    return {
      key: 'filter',
      message: 'The selector names no tag. Put tags into its filter, or set runnerFilterMode: LOCAL.',
    };
  }
  return undefined;
}
