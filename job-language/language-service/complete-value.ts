import type { Choice } from '../format/key-notes.ts';
import { knownKey } from '../keys/known-keys.ts';
import { LOG_FILTERS } from '../log-filters/built-in-filters.ts';
import { BUILT_IN_PLUGINS } from '../plugins/built-in-plugins.ts';
import { FIELD_RANGES, QUARTZ_FIELDS, type QuartzFieldName } from '../schedules/quartz-field.ts';
import { attributeCompletions, nodeFilterCompletions } from './complete-node-filter.ts';
import type { Completion } from './completion.ts';
import type { CoordinatorFacts } from './coordinator-facts.ts';
import { runnersText } from './runners-text.ts';
import type { TextPosition } from './text-range.ts';
import type { ValueAt } from './value-at.ts';
import { wordCompletions } from './word-completions.ts';

/** Returns values of the job format, and tags, key paths and nodes of the coordinator. */
export function valueCompletions(
  value: ValueAt,
  position: TextPosition,
  facts: CoordinatorFacts,
): Completion[] {
  const { place, key } = value;
  const known = place && knownKey(place, key);
  if (known === undefined) return [];
  const cron = cronField(value);
  if (cron !== undefined) return cronCompletions(value, position, cron);
  const { choices = [], values } = known;
  const listed = (texts: readonly Choice[]) => wordCompletions(value, position, 'value', texts);
  switch (choices) {
    case 'runner-tags':
      return tagCompletions(value, position, facts);
    case 'key-paths':
      return wordCompletions(value, position, 'key-path', undetailed(facts.keys));
    case 'node-filter':
      return nodeFilterCompletions(value, position, facts);
    case 'node-attributes':
      return attributeCompletions(value, position, facts);
    case 'time-zones':
      return listed(undetailed(Intl.supportedValuesOf('timeZone')));
    case 'step-plugins':
      return listed(BUILT_IN_PLUGINS.map(({ name, title }) => [name, title]));
    case 'log-filters':
      return listed(undetailed(LOG_FILTERS.map(({ type }) => type)));
    default:
      return [...listed(choices), ...wordCompletions(value, position, 'enumeration', undetailed(values))];
  }
}

function undetailed(values: readonly string[]): readonly Choice[] {
  return values.map((value) => [value, '']);
}

function tagCompletions(value: ValueAt, position: TextPosition, { tags }: CoordinatorFacts): Completion[] {
  const choices = tags.map(({ tag, runners, healthy }): Choice => [tag, runnersText(runners, healthy)]);
  return wordCompletions(value, position, 'tag', choices, /[\s,()!]/);
}

/** Returns the Quartz field at the position: the value itself, or a field of the Quartz expression. */
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
