import { z } from 'zod';
import { LogLevel } from '../../protocol/entities/log-level.ts';
import { referencesIn } from '../expansion/reference.ts';
import { JobOptions } from './job-option.ts';
import { logLimitAmount } from './log-limit.ts';
import { NodeFilters } from './node-filters.ts';
import { Notifications } from './notification.ts';
import { Orchestrator } from './orchestrator.ts';
import { Retry } from './retry.ts';
import { RunnerSelectorInput } from './runner-selector.ts';
import { FilledText, Flag, Json, Text } from './scalar-schemas.ts';
import { Schedule } from './schedule.ts';
import { durationSeconds } from './timeout.ts';
import { Sequence } from './workflow.ts';

const Name = FilledText.transform((name) => name.trim()).refine(
  (name) => name.length <= 255 && !/[/\p{Cc}]/u.test(name),
  'A name is at most 255 characters on one line, without "/". Put groups into "group".',
);

const Group = Text.transform((group) => group.trim().replace(/^\/+|\/+$/g, '')).refine(
  (group) => group.length <= 1024 && !/\/\/|\p{Cc}/u.test(group),
  'A group is a path like "database/backup", on one line.',
);

const Identity = Text.refine(
  (identity) => /^[A-Za-z0-9_-]{1,64}$/.test(identity),
  'An identity has 1 to 64 letters, digits, "_" and "-". Remove it to be given one on import.',
);

const Timeout = Text.refine(
  (timeout) =>
    timeout.trim() === '' || referencesIn(timeout).length > 0 || durationSeconds(timeout) !== undefined,
  'A timeout is a duration like 120, "6h 30m" or "${option.t}".',
);

const JobPlugins = z.looseObject({
  ExecutionLifecycle: z
    .record(z.string(), Json)
    .nullable()
    .optional()
    .describe('Configurations by the name of the plugin'),
});

/** A job from its definition, with defaults filled in. Unlisted keys are kept, at every level. */
export const Job = z
  .looseObject({
    name: Name.describe('Name of the job'),
    group: Group.optional().describe('Group path, for example database/backup'),
    description: Text.default('').describe('First line: summary. The rest: Markdown'),
    uuid: Identity.optional().describe('Identity of the job; equals id'),
    id: Identity.optional().describe('Identity of the job; equals uuid'),
    loglevel: z
      .enum([...LogLevel.options, 'debug', 'verbose', 'info', 'warn', 'error'])
      .transform((level) => LogLevel.parse(level.toUpperCase()))
      .default('INFO')
      .describe('DEBUG, VERBOSE, INFO, WARN or ERROR'),
    options: JobOptions.default([]).describe('Values that a run asks for'),
    sequence: Sequence.describe('The steps, and how they are gone through'),
    timeout: Timeout.optional().describe('Longest duration, for example 120, 6h 30m or ${option.t}'),
    multipleExecutions: Flag.default(false).describe('It may run while it is running'),
    runnerSelector: RunnerSelectorInput.optional().describe(
      'Which runners may execute it; absent: as its project dispatches, or the Local Runner',
    ),
    runnerFilterEditable: Flag.optional().describe('A run may ask for other runners'),
    priority: Text.refine(
      (priority) => /^[1-9]$/.test(priority.trim()),
      'A priority is 1 (last) to 9 (first).',
    )
      .optional()
      .describe('Turn of its executions on busy runners: 1 (last) to 9 (first)'),
    executionEnabled: Flag.default(true).describe('It may be run at all'),
    scheduleEnabled: Flag.default(true).describe('Its schedule fires'),
    nodeFilterEditable: Flag.default(true).describe('A run may ask for another node filter'),
    nodesSelectedByDefault: Flag.optional().describe('The run form preselects the nodes'),
    nodefilters: NodeFilters.optional().describe(
      'Which nodes the steps run on; without a filter: the host of the runner',
    ),
    orchestrator: Orchestrator.optional().describe('Choice and order of the nodes'),
    retry: Retry.optional().describe('Run it again when it failed: a number, or a number and a delay'),
    schedule: Schedule.optional().describe('When it runs by itself'),
    timeZone: Text.optional().describe('Time zone of the schedule, for example Europe/Berlin'),
    notification: Notifications.optional().describe('Whom its start and end are told to'),
    notifyAvgDurationThreshold: Text.optional().describe(
      'When an execution takes longer than usual: 20%, +30 or 30s over the average, or 30s altogether',
    ),
    maxMultipleExecutions: Text.refine(
      (most) => /^\s*\d*\s*$/.test(most) || referencesIn(most).length > 0,
      'The most executions at once are a whole number.',
    )
      .optional()
      .describe('How many executions may run at once, with multipleExecutions; absent or 0: any number'),
    loglimit: Text.refine(
      (limit) => limit.trim() === '' || logLimitAmount(limit) !== undefined,
      'A log limit is a number of lines, of lines a node, or of bytes: 100, 100/node, 5MB.',
    )
      .optional()
      .describe('Largest output: 100 (lines), 100/node or 5MB'),
    loglimitAction: z.enum(['halt', 'truncate']).optional().describe('halt (default) or truncate'),
    loglimitStatus: Text.optional().describe(
      'Status of an execution that the limit ended: failed, aborted or a text',
    ),
    plugins: JobPlugins.optional().describe('Execution life cycle plugins'),
    defaultTab: Text.optional().describe('Tab that opens first'),
    excludeFilterUncheck: Flag.optional().describe('The run form leaves the excluded nodes unchecked'),
    schedules: z.array(Json).optional().describe('Named schedules that it follows'),
    project: Text.optional().describe('Project it was exported from; the import names its own'),
    user: Text.optional().describe('User it was exported by'),
    tags: z
      .union([z.array(Text), Text])
      .optional()
      .describe('Labels of the job itself, which choose nothing'),
    createdBy: Text.optional().describe('Who created it where it was exported'),
    lastModifiedBy: Text.optional().describe('Who changed it last where it was exported'),
    created: Json.optional().describe('When it was created where it was exported'),
    lastModified: Json.optional().describe('When it was changed last where it was exported'),
  })
  .transform(({ id, group, ...job }) => ({
    ...job,
    ...(group === undefined || group === '' ? {} : { group }),
    ...(job.uuid === undefined && id !== undefined ? { uuid: id } : {}),
  }));
export type Job = z.output<typeof Job> & { group?: string };
