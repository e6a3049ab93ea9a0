import { isMap, isScalar, Scalar, visit } from 'yaml';
import type { RunnerSelector } from '../../protocol/entities/runner-selector.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { selectorParts } from '../format/runner-selector.ts';
import { sortedKeys } from '../format/sorted-keys.ts';
import { type EditedMap, valueAfter } from './edited-value.ts';
import { type JobNode, pairOf, parseJobNode } from './job-node.ts';
import { innerSplice, mapSplices, spliced } from './splices.ts';

/**
 * Sets or removes the runner selector in the YAML text of one job. All other text is unchanged if small replacements
 * suffice; otherwise comments are kept, and the layout may change.
 *
 * @throws {OutrunnerError} `job-invalid` if the text is not YAML, is too large, or does not contain exactly one job
 */
export function setRunnerSelector(text: string, selector: RunnerSelector | undefined): string {
  if (selector === undefined) return editJobText(text, { runnerSelector: undefined });
  const { mode, type, tags, expression } = selectorParts(selector);
  const filter = mode === 'LOCAL' ? undefined : (expression ?? tags.join(','));
  return editJobText(text, {
    runnerSelector: {
      filter,
      runnerFilterMode: mode,
      runnerFilterType: type,
      filterMode: undefined,
      filterType: undefined,
    },
  });
}

/**
 * Replaces the filter in the runner selector of the only job of a YAML text. Replaces only the
 * value if possible, so that quotes and layout of the filter are kept; otherwise edits the job like
 * {@link setRunnerSelector}.
 *
 * @throws {OutrunnerError} `job-invalid` if the text is not YAML, is too large, or does not contain exactly one job
 */
export function setRunnerFilter(text: string, filter: string): string {
  const changes = { runnerSelector: { filter } };
  const { document, map } = parseJobNode(text);
  const selector = pairOf(map, 'runnerSelector')?.value;
  const written = isMap(selector) ? pairOf(selector, 'filter')?.value : undefined;
  const splice = isScalar(written) ? innerSplice(text, written, filter) : undefined;
  if (splice !== undefined) {
    const edited = spliced(text, [splice]);
    if (canonicalOf(edited) === canonical(valueAfter(map.toJS(document), changes))) return edited;
  }
  return editJobText(text, changes);
}

/**
 * Enables or disables execution or schedule in the YAML text of one job. All other text is unchanged if small
 * replacements suffice; otherwise comments are kept, and the layout may change.
 *
 * @throws {OutrunnerError} `job-invalid` if the text is not YAML, is too large, or does not contain exactly one job
 */
export function setJobFlag(text: string, flag: JobFlag, value: boolean): string {
  return editJobText(text, { [flag]: value });
}

export type JobFlag = 'executionEnabled' | 'scheduleEnabled';

/**
 * Sets the identity in the YAML text of one job: replaces the keys `uuid` and `id` that exist, or adds both. Returns
 * the text unchanged if it already has this identity.
 *
 * @throws {OutrunnerError} `job-invalid` if the text is not YAML, is too large, or does not contain exactly one job
 */
export function withIdentity(text: string, { uuid }: { readonly uuid: string }): string {
  const { map } = parseJobNode(text);
  const names = ['uuid', 'id'].filter((key) => map.has(key));
  if (names.length > 0 && names.every((key) => map.get(key) === uuid)) return text;
  const keys = names.length === 0 ? ['uuid', 'id'] : names;
  return editJobText(text, Object.fromEntries(keys.map((key) => [key, uuid])));
}

function editJobText(text: string, changes: EditedMap): string {
  const before = parseJobNode(text);
  const wanted = canonical(valueAfter(before.map.toJS(before.document), changes));
  if (!before.map.flow) {
    const edited = spliced(text, mapSplices(text, before.map, changes));
    if (canonicalOf(edited) === wanted) return edited;
  }
  return rewritten(before, changes);
}

function canonical(value: unknown): string {
  return JSON.stringify(sortedKeys(value));
}

function canonicalOf(text: string): string | undefined {
  try {
    const { document, map } = parseJobNode(text);
    return canonical(map.toJS(document));
  } catch (error) {
    if (isOutrunnerError(error)) return undefined;
    throw error;
  }
}

/**
 * Rewrites the whole map, for jobs in flow style and for edits that small replacements cannot make. Comments are kept;
 * the layout may change.
 */
function rewritten({ document, map, path }: JobNode, changes: EditedMap): string {
  const after = valueAfter(map.toJS(document), changes);
  for (const key of Object.keys(changes)) {
    const value = after[key];
    if (value === undefined) document.deleteIn([...path, key]);
    else document.setIn([...path, key], quoted(document.createNode(value)));
  }
  return document.toString({ lineWidth: 0 });
}

/** Writes the values of a new node in single quotes, so that no string is parsed as a number or a boolean. */
function quoted<T>(node: T): T {
  if (node instanceof Scalar || isMap(node)) {
    visit(node, {
      Scalar: (key, scalar) => {
        if (key !== 'key') scalar.type = Scalar.QUOTE_SINGLE;
      },
    });
  }
  return node;
}
