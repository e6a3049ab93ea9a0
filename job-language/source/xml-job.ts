import { LIST_KEYS } from '../format/list-keys.ts';
import { OWN_TEXT } from './element-value.ts';
import {
  eachMap,
  entryAs,
  entryAt,
  listOf,
  mapAt,
  scalar,
  scalarText,
  withChanged,
  withEntries,
  without,
} from './source-map-edit.ts';
import { entryOf, type SourceEntry, type SourceMap, type SourceValue } from './source-value.ts';
import { configuration } from './xml-entries.ts';
import { notificationsFromXml } from './xml-notifications.ts';
import { optionsFromXml } from './xml-options.ts';
import { sequenceFromXml } from './xml-steps.ts';

/** Converts a `job` element to the map that the equivalent YAML has. Unknown elements keep their name and form. */
export function jobFromXml(given: SourceMap): SourceMap {
  let job = contextFromXml(given);
  job = loggingFromXml(job);
  job = nodesFromXml(job);
  job = withChanged(job, 'schedule', scheduleFromXml);
  job = withChanged(job, 'sequence', sequenceFromXml);
  job = withChanged(job, 'notification', notificationsFromXml);
  job = withChanged(job, 'plugins', jobPluginsFromXml);
  job = withChanged(job, 'orchestrator', (value) =>
    eachMap(value, (orchestrator) => withChanged(orchestrator, 'configuration', configuration)),
  );
  for (const key of LIST_KEYS) job = withChanged(job, key, listOf);
  return withChanged(job, 'retry', retryFromXml);
}

function contextFromXml(job: SourceMap): SourceMap {
  const context = mapAt(job, 'context');
  if (context === undefined) return without(job, 'context');
  return withEntries(without(job, 'context'), optionsFromXml(context), entryAt(context, 'project'));
}

/** Converts `<logging limit="5MB" limitAction="halt" status="failed"/>`. */
function loggingFromXml(job: SourceMap): SourceMap {
  const logging = mapAt(job, 'logging');
  if (logging === undefined) return job;
  return withEntries(
    without(job, 'logging'),
    entryAs(entryOf(logging, 'limit'), 'loglimit'),
    entryAs(entryOf(logging, 'limitAction'), 'loglimitAction'),
    entryAs(entryOf(logging, 'status'), 'loglimitStatus'),
  );
}

/** Moves `dispatch`, a sibling of `nodefilters` in XML, into `nodefilters`. An empty `filter` becomes an empty text. */
function nodesFromXml(job: SourceMap): SourceMap {
  const given = entryAt(job, 'nodefilters');
  const dispatch = entryAt(job, 'dispatch');
  const anchor = given ?? dispatch;
  if (anchor === undefined) return job;
  const nodes = mapAt(job, 'nodefilters') ?? { kind: 'map', span: anchor.value.span, entries: [] };
  const filtered = withChanged(nodes, 'filter', (filter) => scalar(scalarText(filter), filter));
  const precedence = entryAs(entryOf(filtered, 'excludeprecedence'), 'excludePrecedence');
  const own = mapAt(job, 'dispatch') ?? { kind: 'map', span: anchor.value.span, entries: [] };
  const merged: SourceEntry = {
    key: 'dispatch',
    keySpan: anchor.keySpan,
    value: withEntries(own, precedence),
  };
  const value = withEntries(without(filtered, 'excludeprecedence'), merged);
  return withEntries(without(job, 'dispatch'), { key: 'nodefilters', keySpan: anchor.keySpan, value });
}

/** Converts `<month month="1" day="2"/><year year="2030"/>`. */
function scheduleFromXml(value: SourceValue): SourceValue {
  return eachMap(value, (schedule) => {
    const month = mapAt(schedule, 'month');
    const year = mapAt(schedule, 'year');
    const day = entryOf(month, 'day');
    const crontab = scalarText(entryOf(schedule, 'crontab')?.value);
    if (crontab !== '') return without(schedule, 'time', 'month', 'year', 'weekday', 'dayofmonth');
    const ofMonth: SourceEntry | undefined =
      day === undefined
        ? undefined
        : {
            key: 'dayofmonth',
            keySpan: day.keySpan,
            value: { kind: 'map', span: day.value.span, entries: [day] },
          };
    const months = month === undefined ? schedule : without(schedule, 'month');
    const years = year === undefined ? months : without(months, 'year');
    return withEntries(years, entryOf(month, 'month'), entryOf(year, 'year'), ofMonth);
  });
}

/** Converts `<retry delay="1h">3</retry>`. */
function retryFromXml(value: SourceValue): SourceValue {
  return eachMap(value, (retry) =>
    withEntries(without(retry, OWN_TEXT), entryAs(entryAt(retry, OWN_TEXT), 'retry')),
  );
}

/** Converts `<ExecutionLifecycle type="t"><configuration data="true">…</configuration></ExecutionLifecycle>`. */
function jobPluginsFromXml(value: SourceValue): SourceValue {
  return eachMap(value, (plugins) => ({
    ...plugins,
    entries: plugins.entries.map(({ key, keySpan, value: providers }): SourceEntry => {
      const entries = listOf(providers).items.flatMap((provider): SourceEntry[] => {
        const type = entryOf(provider, 'type');
        if (provider.kind !== 'map' || type === undefined) return [];
        const given = entryAt(provider, 'configuration')?.value ?? scalar(null, type.value);
        return [{ key: scalarText(type.value), keySpan: type.value.span, value: configuration(given) }];
      });
      return { key, keySpan, value: { kind: 'map', span: providers.span, entries } };
    }),
  }));
}
