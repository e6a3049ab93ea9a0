import * as z from 'zod';

const Loose = z.record(z.string(), z.unknown());
/** Drops keys with the value false, which Rundeck also omits when it exports an option. */
const Option = Loose.transform((option) =>
  Object.fromEntries(Object.entries(option).filter(([, value]) => value !== false)),
);

/** `convertCommandsFromJSON` reads `nodeStep` of a reference as a boolean or as a string. */
function asRead(sequence: z.infer<typeof Loose>): z.infer<typeof Loose> {
  const read = (key: string, value: unknown) => (key === 'nodeStep' ? String(value) === 'true' : value);
  return JSON.parse(JSON.stringify(sequence, read));
}

/**
 * The struct `JobJSON` of rundeck/job.go. Go refuses another type of value in a declared field, ignores other fields, and
 * gives absent fields the zero value. `convertNotificationsFromJSON` reads only an object for each trigger, and drops a
 * list.
 */
export const GoJob = z.object({
  id: z.string().default(''),
  name: z.string(),
  group: z.string().default(''),
  description: z.string().default(''),
  executionEnabled: z.boolean(),
  scheduleEnabled: z.boolean(),
  loglevel: z.string().default(''),
  multipleExecutions: z.boolean().default(false),
  maxMultipleExecutions: z.string().default(''),
  nodeFilterEditable: z.boolean().default(false),
  nodesSelectedByDefault: z.boolean().default(false),
  defaultTab: z.string().default(''),
  timeout: z.string().default(''),
  retry: z.record(z.string(), z.string()).optional(),
  options: z.array(Option).optional(),
  sequence: Loose.transform(asRead).optional(),
  notification: z.record(z.string(), Loose).optional(),
  nodefilters: Loose.optional(),
  schedule: Loose.optional(),
  orchestrator: Loose.optional(),
  plugins: Loose.optional(),
  runnerSelector: Loose.optional(),
  loglimit: z.string().optional(),
  loglimitAction: z.string().optional(),
  loglimitStatus: z.string().optional(),
});

/**
 * The job of a plan, as the provider expects to read it: `convertNotificationsToJSON` sends a list with one entry for
 * each trigger.
 */
export const GoPlannedJob = GoJob.extend({
  notification: z.record(
    z.string(),
    z
      .array(Loose)
      .length(1)
      .transform(([one]) => one),
  ),
});
