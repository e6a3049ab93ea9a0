import { argumentPairs } from '../../job-language/options/parse-argument-string.ts';
import type { WebhookConfig } from '../../protocol/routes/shapes/webhook-shapes.ts';
import {
  type EventValues,
  isTemplateProblem,
  type PayloadReference,
  type PayloadTemplate,
  parsePayloadTemplate,
  referenceText,
  type TemplateProblem,
} from './payload-template.ts';

/** Keys of the configuration of `webhook-run-job`. */
export const RUN_JOB_KEYS = ['jobId', 'argString', 'nodeFilter', 'asUser'] as const;

/** Maximum length of an option value that an event sets, in UTF-16 code units. */
const LONGEST_VALUE = 65_536;
/** Maximum length of all option values of an event together. */
const LONGEST_VALUES = 1_048_576;
/**
 * The values that a field may put into a node filter. Other characters could widen the filter, for example as a pattern
 * or as another attribute. Dots are escaped later, which makes the value a pattern. Node filters have no lists of
 * patterns, so a value may contain dots or commas, but not both.
 */
const FILTER_VALUE = /^(?:[\p{L}\p{N}_@,-]+|[\p{L}\p{N}_.@-]+)$/u;

/** A checked configuration of `webhook-run-job`. */
export interface RunJobConfig {
  readonly jobId: string;
  /** Option names with the templates of their values. */
  readonly options: readonly (readonly [string, PayloadTemplate])[];
  readonly nodeFilter?: PayloadTemplate;
  readonly asUser?: string;
}

/** The options and the node filter of the run that an event starts. */
export interface EventRun {
  readonly options: Readonly<Record<string, string>>;
  readonly filter?: string;
}

/** Checks the keys and references of a configuration. Returns the first problem, without a full stop. */
export function readRunJobConfig(config: WebhookConfig): RunJobConfig | TemplateProblem {
  const unknown = Object.keys(config).find((key) => !RUN_JOB_KEYS.some((known) => known === key));
  if (unknown !== undefined)
    return {
      problem: `the configuration has the unknown key "${unknown}"; the keys are ${RUN_JOB_KEYS.join(', ')}`,
    };
  const { jobId = '', argString = '', nodeFilter = '', asUser = '' } = config;
  if (jobId === '') return { problem: 'jobId is missing' };
  for (const [key, text] of Object.entries({ jobId, asUser }))
    if (text.includes('${')) return { problem: `${key} contains a reference; a sender must not choose it` };
  const { given, skipped } = argumentPairs(argString);
  if (skipped > 0) return { problem: 'argString contains words that belong to no option; write -name value' };
  const options: [string, PayloadTemplate][] = [];
  for (const [name, text] of given) {
    const value = parsePayloadTemplate(text);
    if (name.includes('${')) return { problem: 'argString has a reference in the name of an option' };
    if (isTemplateProblem(value)) return { problem: `argString: ${value.problem}` };
    options.push([name, value]);
  }
  const filter = parsePayloadTemplate(nodeFilter);
  if (isTemplateProblem(filter)) return { problem: `nodeFilter: ${filter.problem}` };
  return {
    jobId,
    options,
    ...(filter.length === 0 ? {} : { nodeFilter: filter }),
    ...(asUser === '' ? {} : { asUser }),
  };
}

/**
 * Returns the options and the node filter for an event. An option whose only reference is an absent field is omitted,
 * so that the job uses its default. Problems contain no values of the payload.
 */
export function eventRun(config: RunJobConfig, values: EventValues): EventRun | TemplateProblem {
  const options: [string, string][] = [];
  // Many references may refer to the same large part of the payload.
  const known = new Map<string, string | undefined>();
  const textOfReference = (reference: PayloadReference): string | undefined => {
    if (!known.has(reference.text)) known.set(reference.text, referenceText(reference, values));
    return known.get(reference.text);
  };
  let length = 0;
  for (const [name, template] of config.options) {
    const [only] = template;
    if (template.length === 1 && isReference(only) && textOfReference(only) === undefined) continue;
    const value = filledIn(template, textOfReference);
    if (value === undefined)
      return { problem: `option "${name}" would have more than ${LONGEST_VALUE} characters` };
    length += value.length;
    if (length > LONGEST_VALUES)
      return { problem: `the options would have more than ${LONGEST_VALUES} characters` };
    options.push([name, value]);
  }
  const parts: string[] = [];
  for (const part of config.nodeFilter ?? []) {
    const text = isReference(part) ? textOfReference(part) : part;
    if (text === undefined) return { problem: `${textOf(part)} of the node filter has no value` };
    if (isReference(part) && !FILTER_VALUE.test(text))
      return {
        problem: `${part.text} of the node filter contains other characters than letters, digits and _ . @ , -, or a dot and a comma`,
      };
    parts.push(isReference(part) ? text.replaceAll('.', '\\.') : text);
  }
  const filter = parts.join('');
  return { options: Object.fromEntries(options), ...(filter === '' ? {} : { filter }) };
}

/** Returns the text of a template; undefined if it is too long for an option. */
function filledIn(
  template: PayloadTemplate,
  textOfReference: (reference: PayloadReference) => string | undefined,
): string | undefined {
  let text = '';
  for (const part of template) {
    text += (isReference(part) ? textOfReference(part) : part) ?? '';
    if (text.length > LONGEST_VALUE) return undefined;
  }
  return text;
}

export function isConfigProblem(read: RunJobConfig | EventRun | TemplateProblem): read is TemplateProblem {
  return 'problem' in read;
}

function isReference(part: string | PayloadReference | undefined): part is PayloadReference {
  return typeof part === 'object';
}

function textOf(part: string | PayloadReference): string {
  return typeof part === 'string' ? part : part.text;
}
