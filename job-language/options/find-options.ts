import { isRunnerKeyPath } from '../../protocol/entities/runner-key-path.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { readPattern } from '../../support/patterns/pattern.ts';
import type { PatternRunner } from '../../support/patterns/pattern-runner.ts';
import { ownValue } from '../../support/records/own-value.ts';
import type { Moment } from '../expansion/dates/java-date-format.ts';
import { expandText } from '../expansion/expand-text.ts';
import type { ValueLookup } from '../expansion/value-lookup.ts';
import { hasRemoteValues, type JobOption } from '../format/job-option.ts';
import { withDefaultPattern } from './default-pattern.ts';
import { type GivenOptions, givenTexts } from './given-options.ts';
import type { RemoteValues } from './option-value.ts';
import {
  type OptionFindings,
  patternTrials,
  type RefusedOptions,
  type ResolvedOptions,
  resolveOptions,
  selectedByUrl,
} from './resolve-options.ts';
import { undeclaredOptions } from './undeclared-options.ts';

/** Sources for the options of a run. An absent source is skipped. */
export interface OptionSources {
  readonly moment: Moment;
  /** Returns the content of a stored key; undefined if the key does not exist or may not be read. */
  readonly readKey?: (path: string) => Promise<string | undefined>;
  /** Fetches the values at the `valuesUrl` of an option, which may contain the other option values. */
  readonly remoteValues?: (
    option: JobOption,
    values: Readonly<Record<string, string>>,
  ) => Promise<RemoteValues>;
  readonly patterns?: PatternRunner;
  /** Whether options that the job does not declare are refused. Otherwise, steps may use them like declared ones. */
  readonly rejectUndeclared?: boolean;
  /** Pattern of the values of options that have none, except values from key storage. Absent: none. */
  readonly defaultPattern?: string | undefined;
  /** Values that key paths may refer to in addition to options, such as `${job.username}`. */
  readonly lookup?: ValueLookup;
}

/**
 * Resolves the values of a run like {@link resolveOptions}. First loads keys and the URL values of enforced options,
 * and tests values against patterns that are not linear.
 */
export async function findOptions(
  declared: readonly JobOption[],
  given: GivenOptions,
  sources: OptionSources,
): Promise<ResolvedOptions | RefusedOptions> {
  const undeclared =
    sources.rejectUndeclared === true
      ? { definitions: [], problems: [] }
      : undeclaredOptions(declared, given);
  if (undeclared.problems.length > 0) return { kind: 'refused', problems: [...undeclared.problems] };
  const definitions = [...declared, ...undeclared.definitions];
  const plain = plainValues(definitions, given, sources);
  const remoteValues = await remoteValuesOf(definitions, plain, sources);
  const { keyValues, runnerKeys } = await keysOf(definitions, given, plain, sources);
  const checked = definitions.flatMap((option) =>
    withDefaultPattern([option], keyValues.has(option.name) ? undefined : sources.defaultPattern),
  );
  const findings: OptionFindings = { moment: sources.moment, keyValues, runnerKeys, remoteValues };
  const verdicts = new Map<string, boolean>();
  const slow: RefusedOptions['problems'] = [];
  for (const { option, pattern, value } of patternTrials(checked, given, findings)) {
    const read = readPattern(pattern);
    if (read.engine === 'none' || sources.patterns === undefined) continue;
    try {
      verdicts.set(trialKey(pattern, value), await sources.patterns.matches(read, value));
    } catch (error) {
      verdicts.set(trialKey(pattern, value), true);
      slow.push({
        option,
        message: `The value of option "${option}" cannot be checked: ${problemOf(error)}`,
      });
    }
  }
  const verdict = (pattern: string, value: string) => verdicts.get(trialKey(pattern, value));
  const resolved = resolveOptions(checked, given, { ...findings, verdict });
  if (slow.length === 0) return resolved;
  const problems = resolved.kind === 'refused' ? resolved.problems : [];
  return { kind: 'refused', problems: [...problems, ...slow] };
}

function trialKey(pattern: string, value: string): string {
  return `${pattern}\0${value}`;
}

/** Returns the values of the options that are not secure, without checking them. */
function plainValues(
  definitions: readonly JobOption[],
  given: GivenOptions,
  { moment }: OptionSources,
): Record<string, string> {
  const plain = definitions
    .filter(({ secure }) => !secure)
    .map((option) => ({
      ...option,
      required: false,
      enforced: false,
      regex: undefined,
      isDate: false,
    }));
  const { texts } = givenTexts(plain, given);
  const resolved = resolveOptions(plain, { options: Object.fromEntries(texts) }, { moment });
  return resolved.kind === 'resolved' ? resolved.values : {};
}

async function keysOf(
  definitions: readonly JobOption[],
  given: GivenOptions,
  plain: Readonly<Record<string, string>>,
  { readKey, lookup }: OptionSources,
): Promise<Required<Pick<OptionFindings, 'keyValues' | 'runnerKeys'>>> {
  const keyValues = new Map<string, string>();
  const runnerKeys = new Map<string, string>();
  const { texts } = givenTexts(definitions, given);
  for (const { name, secure, storagePath } of definitions) {
    if (!secure || texts.has(name) || storagePath === undefined || storagePath.trim() === '') continue;
    const path = expandText(storagePath.trim(), (named) =>
      named.group === 'option' ? ownValue(plain, named.key) : lookup?.(named),
    );
    if (isRunnerKeyPath(path)) {
      runnerKeys.set(name, path);
      continue;
    }
    const value = await readKey?.(path);
    if (value !== undefined) keyValues.set(name, value);
  }
  return { keyValues, runnerKeys };
}

/**
 * Loads the values of the enforced options in order. Adds the values that their URLs select to `plain`, so that later
 * URLs and key paths can refer to them.
 */
async function remoteValuesOf(
  definitions: readonly JobOption[],
  plain: Record<string, string>,
  { remoteValues }: OptionSources,
): Promise<Map<string, RemoteValues>> {
  const asked = definitions.filter((option) => option.enforced && hasRemoteValues(option));
  const answers = new Map<string, RemoteValues>();
  if (remoteValues === undefined) return answers;
  for (const option of asked) {
    const answer = await remoteValues(option, plain);
    answers.set(option.name, answer);
    const selected = selectedByUrl(option, answer);
    if (!option.secure && selected !== undefined && !Object.hasOwn(plain, option.name))
      plain[option.name] = selected;
  }
  return answers;
}
