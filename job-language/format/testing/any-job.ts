import fc from 'fast-check';
import { recordOfTriggers } from '../../../protocol/entities/delivery.ts';
import { Job } from '../job.ts';
import { plainKeys, plainOptionKeys } from './any-plain.ts';
import { anyStep, logFilters } from './any-step.ts';
import { filledText, flag, text, textMap, unknown, word } from './any-text.ts';

function option(): fc.Arbitrary<{ name: string }> {
  const option = fc.record(
    {
      ...plainOptionKeys(),
      name: word(),
      values: fc.oneof(fc.array(text()), fc.constant('a,b')),
      valuesListDelimiter: fc.constantFrom(',', ';'),
      regex: fc.constantFrom('', '[a-z]+', '(?=a).*'),
      type: fc.constantFrom('text', 'date'),
      delimiter: fc.constantFrom(',', '|', ' '),
      sortIndex: fc.oneof(fc.integer(), fc.constant('3')),
      config: textMap(),
      configRemoteUrl: fc.record(
        {
          authenticationType: fc.constantFrom('BASIC', 'API_KEY', 'BEARER_TOKEN'),
          username: text(),
          passwordStoragePath: text(),
          keyName: text(),
          tokenStoragePath: text(),
          apiTokenReporter: fc.constantFrom('HEADER', 'QUERY_PARAM'),
          jsonFilter: text(),
        },
        { requiredKeys: [] },
      ),
      odd: unknown(),
    },
    { requiredKeys: ['name', 'delimiter'] },
  );
  // An enforced option must have values.
  return option.map((value) => ('enforced' in value ? { ...value, values: ['a'] } : value));
}

function notifications(): fc.Arbitrary<Record<string, unknown>> {
  const plugin = fc.record({ type: word(), configuration: textMap() }, { requiredKeys: ['type'] });
  const email = fc.record(
    {
      recipients: filledText(),
      subject: text(),
      attachLog: flag(),
      attachLogInline: flag(),
      attachLogInFile: flag(),
    },
    { requiredKeys: ['recipients'] },
  );
  const entry = fc.record(
    {
      email,
      recipients: filledText(),
      urls: text(),
      httpMethod: fc.constantFrom('post', 'get'),
      format: fc.constantFrom('json', 'xml'),
      plugin: fc.oneof(plugin, fc.array(plugin, { maxLength: 2 })),
      odd: unknown(),
    },
    { requiredKeys: [] },
  );
  const entries = fc.oneof(entry, fc.array(entry, { maxLength: 2 }));
  return fc.record(
    recordOfTriggers(() => entries),
    { requiredKeys: [] },
  );
}

function nodeFilters(): fc.Arbitrary<Record<string, unknown>> {
  const pattern = fc.record(
    {
      name: text(),
      hostname: text(),
      tags: text(),
      'os-name': text(),
      'os-family': text(),
      'os-arch': text(),
      'os-version': text(),
    },
    { requiredKeys: [] },
  );
  const dispatch = fc.record(
    {
      threadcount: fc.constantFrom('2', 3, '${option.n}'),
      keepgoing: flag(),
      excludePrecedence: flag(),
      rankAttribute: text(),
      rankOrder: fc.constantFrom('ascending', 'descending'),
      successOnEmptyNodeFilter: flag(),
    },
    { requiredKeys: [] },
  );
  return fc.record(
    { filter: text(), filterExclude: text(), include: pattern, exclude: pattern, dispatch },
    { requiredKeys: [] },
  );
}

function schedule(): fc.Arbitrary<Record<string, unknown>> {
  const number = (most: number) => fc.integer({ min: 0, max: most }).map((value) => String(value));
  const time = fc.record({ hour: number(23), minute: number(59), seconds: number(59) }, { requiredKeys: [] });
  const fields = { time, month: fc.constantFrom('*', 'JAN', 3), year: fc.constantFrom('*', 2099) };
  return fc.oneof(
    fc.record({ crontab: fc.constantFrom('0 30 */6 ? Jan Mon *', '0 0 12 1 * ?') }),
    fc.record(
      { ...fields, weekday: fc.record({ day: fc.constantFrom('*', 'MON-FRI', 2) }) },
      { requiredKeys: ['time'] },
    ),
    fc.record(
      { ...fields, dayofmonth: fc.record({ day: fc.constantFrom('1', '1-5') }) },
      { requiredKeys: ['time'] },
    ),
  );
}

/** Generates definitions of valid jobs. A definition may contain any key of the format. */
export function anyDefinition(): fc.Arbitrary<Record<string, unknown>> {
  // A filter reads these words as operators, not as tags.
  const tag = fc.stringMatching(/^[a-z0-9._-]{1,8}$/).filter((text) => !['and', 'or', 'not'].includes(text));
  const tags = fc.uniqueArray(tag, { minLength: 1, maxLength: 3 });
  const runnerSelector = fc.record(
    {
      filter: tags,
      runnerFilterMode: fc.constantFrom('TAGS', 'FILTER'),
      runnerFilterType: fc.constantFrom('TAG_FILTER_AND', 'TAG_FILTER_OR'),
    },
    { requiredKeys: ['filter', 'runnerFilterType'] },
  );
  const sequence = fc.record(
    {
      commands: fc.array(anyStep(), { minLength: 1, maxLength: 3 }),
      keepgoing: flag(),
      strategy: fc.constantFrom('node-first', 'sequential', 'step-first', 'parallel'),
      pluginConfig: fc.record(
        {
          LogFilter: logFilters(),
          WorkflowStrategy: fc.constant({ ruleset: { rules: '[*] run-in-sequence' } }),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['commands'] },
  );
  return fc.record(
    {
      ...plainKeys(),
      name: filledText().map((value) => value.replace(/[/\p{Cc}]/gu, '')),
      group: fc.array(word(), { minLength: 1 }).map((parts) => parts.join('/')),
      uuid: fc.uuid(),
      id: fc.uuid(),
      options: fc.uniqueArray(option(), { selector: (entry) => entry.name, maxLength: 2 }),
      sequence,
      retry: fc.oneof(
        fc.constantFrom(3, '${option.r}'),
        fc.record({ retry: fc.constantFrom('2', 1), delay: fc.constantFrom('1h1m1s', 5) }),
      ),
      runnerSelector,
      nodefilters: nodeFilters(),
      orchestrator: fc.record({ type: word(), configuration: textMap() }, { requiredKeys: ['type'] }),
      schedule: schedule(),
      notification: notifications(),
      plugins: fc.constant({ ExecutionLifecycle: { killer: { after: '3' } } }),
      tags: fc.oneof(text(), fc.array(text(), { maxLength: 2 })),
      'x-unknown': unknown(),
    },
    { requiredKeys: ['name', 'sequence'] },
  );
}

/** Generates valid jobs, parsed from definitions. */
export function anyJob(): fc.Arbitrary<Job> {
  return anyDefinition().map((definition) => Job.parse(definition));
}
