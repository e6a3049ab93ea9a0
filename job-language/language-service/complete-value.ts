import { knownKey } from '../keys/known-keys.ts';
import { LOG_FILTERS } from '../log-filters/built-in-filters.ts';
import { BUILT_IN_PLUGINS } from '../plugins/built-in-plugins.ts';
import { FIELD_RANGES, QUARTZ_FIELDS, type QuartzFieldName } from '../schedules/quartz-field.ts';
import type { Completion } from './completion.ts';
import type { CoordinatorFacts } from './coordinator-facts.ts';
import { runnersText } from './runners-text.ts';
import type { TextPosition } from './text-range.ts';
import type { ValueAt } from './value-at.ts';
import { type Choice, wordCompletions } from './word-completions.ts';

/** Returns values of the job format, and tags and key paths of the coordinator. */
export function valueCompletions(
  value: ValueAt,
  position: TextPosition,
  facts: CoordinatorFacts,
): Completion[] {
  const { place, key } = value;
  if (place === undefined) return [];
  if (place === 'runnerSelector' && key === 'filter') return tagCompletions(value, position, facts);
  const cron = cronField(value);
  if (cron !== undefined) return cronCompletions(value, position, cron);
  if (KEY_PATHS.has(`${place}.${key}`))
    return wordCompletions(value, position, 'key-path', undetailed(facts.keys));
  const choices = choicesOf(`${place}.${key}`);
  if (choices !== undefined) return wordCompletions(value, position, 'value', choices);
  const listed = knownKey(place, key)?.values ?? [];
  return wordCompletions(value, position, 'enumeration', undetailed(listed));
}

const KEY_PATHS: ReadonlySet<string> = new Set([
  'option.storagePath',
  'configRemoteUrl.passwordStoragePath',
  'configRemoteUrl.tokenStoragePath',
]);

/** Returns the known values of keys whose type is a text. */
function choicesOf(key: string): readonly Choice[] | undefined {
  switch (key) {
    case 'job.timeZone':
      return undetailed(Intl.supportedValuesOf('timeZone'));
    case 'step.type':
      return BUILT_IN_PLUGINS.map(({ name, title }) => [name, title]);
    case 'logFilter.type':
      return undetailed(LOG_FILTERS.map(({ type }) => type));
    case 'option.type':
      return [
        ['text', 'A value that is typed or chosen'],
        ['file', 'A file that is uploaded for the run'],
      ];
    case 'orchestrator.type':
      return ORCHESTRATORS;
    case 'notified.httpMethod':
      return undetailed(['post', 'get']);
    case 'notified.format':
      return undetailed(['json', 'xml']);
    case 'notificationPlugin.type':
      return [['HttpNotification', 'An HTTP request']];
    default:
      return undefined;
  }
}

const ORCHESTRATORS: readonly Choice[] = [
  ['subset', 'A number of random nodes'],
  ['rankTiered', 'All nodes of a rank, then those of the next'],
  ['maxPercentage', 'A percentage of the nodes at a time'],
  ['orchestrator-highest-lowest-attribute', 'The node with the highest or lowest value of an attribute'],
];

function undetailed(values: readonly string[]): readonly Choice[] {
  return values.map((value) => [value, '']);
}

function tagCompletions(value: ValueAt, position: TextPosition, { tags }: CoordinatorFacts): Completion[] {
  const choices = tags.map(({ tag, runners, healthy }): Choice => [tag, runnersText(runners, healthy)]);
  return wordCompletions(value, position, 'tag', choices, /[\s,()!]/);
}

/** Returns the field of a Quartz expression that a value is, or that it contains at the position. */
function cronField({ place, key, entry, before }: ValueAt): QuartzFieldName | undefined {
  if (place === 'schedule' && key === 'month') return 'month';
  if (place === 'day' && entry.parent?.key === 'weekday') return 'day of week';
  if (place !== 'schedule' || key !== 'crontab') return undefined;
  return QUARTZ_FIELDS[before.trimStart().split(/\s+/).length - 1];
}

function cronCompletions(value: ValueAt, position: TextPosition, field: QuartzFieldName): Completion[] {
  const { names = [], firstName = 0 } = FIELD_RANGES[field];
  const choices = names.map((name, index): Choice => [name, `${field} ${index + firstName}`]);
  return wordCompletions(value, position, 'value', choices, /[\s,/#-]/);
}
