import * as z from 'zod';
import { JobId, ProjectName, Tag } from '../../ids.ts';

/** An entry of `GET /project/{project}/jobs`, in Rundeck's format. */
export const JobListEntry = z.object({
  id: JobId,
  name: z.string(),
  /** For example `a/b`; null for none. */
  group: z.string().nullable(),
  project: ProjectName,
  description: z.string(),
  href: z.string(),
  permalink: z.string(),
  scheduled: z.boolean(),
  scheduleEnabled: z.boolean(),
  enabled: z.boolean(),
  /** ISO 8601. Set while the schedule is active. */
  nextScheduledExecution: z.string().optional(),
});
export type JobListEntry = z.infer<typeof JobListEntry>;

/** The answer of `GET /job/{id}/info`, in Rundeck's format. */
export const JobInfo = JobListEntry.extend({
  /** Average duration of the job's last successful executions, in ms. */
  averageDuration: z.number().optional(),
  /** Since API version 56. Times are ISO 8601. */
  created: z.string().optional(),
  createdBy: z.string().optional(),
  lastModified: z.string().optional(),
  lastModifiedBy: z.string().optional(),
});
export type JobInfo = z.infer<typeof JobInfo>;

const NamedJob = z.object({
  /** Position in the imported list, from 1. */
  index: z.int().positive(),
  name: z.string(),
  group: z.string(),
  project: ProjectName,
});

const ImportedJob = NamedJob.extend({ id: JobId, href: z.string(), permalink: z.string() });

/** A definition that was not imported; `line` and `column` count from 1. */
const FailedJob = NamedJob.extend({
  error: z.string(),
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
});

export const JobImportResult = z.object({
  succeeded: z.array(ImportedJob),
  failed: z.array(FailedJob),
  /** Jobs that already existed, with the import option `dupeOption=skip`. */
  skipped: z.array(ImportedJob.extend({ error: z.string() })),
});
export type JobImportResult = z.infer<typeof JobImportResult>;

/** The runners that a job selects. In mode FILTER, `filter` is an expression that may contain `${option.…}`. */
export const JobSelector = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('LOCAL') }),
  z.object({ mode: z.literal('TAGS'), match: z.enum(['all', 'any']), tags: z.array(Tag).min(1).max(64) }),
  z.object({ mode: z.literal('FILTER'), match: z.enum(['all', 'any']), filter: z.string().min(1).max(1024) }),
]);
export type JobSelector = z.infer<typeof JobSelector>;

/** A job as the tree views show it. */
export const JobOverview = z.object({
  id: JobId,
  name: z.string(),
  /** For example `a/b`; empty for none. */
  group: z.string(),
  project: ProjectName,
  description: z.string(),
  executionEnabled: z.boolean(),
  /** Whether the job has a schedule. */
  scheduled: z.boolean().default(false),
  /** Whether the schedule is enabled. */
  scheduleEnabled: z.boolean().default(true),
  /** The job's runner selector. A job without one runs on the Local Runner, and `selected` is false. */
  selector: JobSelector,
  selected: z.boolean(),
  modifiedAt: z.number(),
  modifiedBy: z.string(),
  revision: z.int().nonnegative(),
});
export type JobOverview = z.infer<typeof JobOverview>;

/** Values of a definition that a job's record stores and that the job's overview shows unchanged. */
export const JobFacts = JobOverview.pick({
  group: true,
  name: true,
  description: true,
  executionEnabled: true,
  scheduleEnabled: true,
});

/** The text of one job's definition. A later save must pass `revision`. */
export const JobText = z.object({
  id: JobId,
  project: ProjectName,
  name: z.string(),
  group: z.string(),
  text: z.string(),
  revision: z.int().nonnegative(),
  createdAt: z.number(),
  modifiedAt: z.number(),
});
export type JobText = z.infer<typeof JobText>;

/** The kind of change that stored a revision of a job. */
export const JobAct = z.enum(['import', 'edit', 'runners', 'tags', 'switch', 'revert']);
export type JobAct = z.infer<typeof JobAct>;

/** A stored revision of a job. */
export const JobRevision = z.object({
  revision: z.int().nonnegative(),
  /** Epoch ms. */
  time: z.number(),
  user: z.string(),
  /** Absent if an earlier version of the program stored the revision. */
  act: JobAct.optional(),
  /** SHA-256 of the text, in hex. */
  textHash: z.string(),
});
export type JobRevision = z.infer<typeof JobRevision>;

export const JobRevisionText = JobRevision.extend({ text: z.string() });
export type JobRevisionText = z.infer<typeof JobRevisionText>;

/** A problem in the text of a job. `line` and `column` count from 1. */
export const JobRemark = z.object({
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  code: z.string(),
  line: z.int().positive(),
  column: z.int().positive(),
});
export type JobRemark = z.infer<typeof JobRemark>;

/** An option of a job, for a prompt before a run. Does not include the default of a secure option. */
export const AskedOption = z.object({
  name: z.string(),
  label: z.string().optional(),
  description: z.string().optional(),
  required: z.boolean(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
  /** Whether only `values` are allowed. */
  enforced: z.boolean(),
  regex: z.string().optional(),
  multivalued: z.boolean(),
  delimiter: z.string().optional(),
  /** Whether all of `values` are selected if there is no default. */
  allSelected: z.literal(true).optional(),
  secure: z.boolean(),
  /** Where the default of a secure option comes from. */
  secureDefault: z.enum(['key-storage', 'definition']).optional(),
  hidden: z.boolean(),
  /** Whether the value is an uploaded file. */
  isFile: z.literal(true).optional(),
  /** The date format of the value, in moment.js notation. */
  dateFormat: z.string().optional(),
  /** Whether a client must request the values with `listOptionValues`. */
  remoteValues: z.literal(true).optional(),
  /** Names of the options whose values this option's remote values depend on. */
  dependsOn: z.array(z.string()).optional(),
});
export type AskedOption = z.infer<typeof AskedOption>;

/** The nodes on which the job's steps run, according to its definition. */
export const AskedNodes = z.object({
  filter: z.string(),
  /** A filter for nodes to exclude. It does not apply if a run selects other nodes. */
  exclude: z.string().optional(),
  /** Whether a run may select other nodes. */
  editable: z.boolean(),
});
export type AskedNodes = z.infer<typeof AskedNodes>;

/** The inputs that a person may set for a run of a job. */
export const AskedOfRun = z.object({
  options: z.array(AskedOption),
  /** Whether a run may select other runners. */
  runnerFilterEditable: z.boolean().default(false),
  /** Absent: the steps run on the host of the runner. */
  nodes: AskedNodes.optional(),
});
export type AskedOfRun = z.infer<typeof AskedOfRun>;

/** The jobs of a bulk call, in its body or, comma-separated, in its query. Clients also send `idlist` as a list. */
export const JobIds = z.object({
  ids: z.array(JobId).max(10_000).optional(),
  idlist: z.union([z.string(), z.array(JobId).max(10_000)]).optional(),
});

/** The result of a bulk call, in Rundeck's format. */
export const JobResults = z.object({
  requestCount: z.int(),
  allsuccessful: z.boolean(),
  succeeded: z.array(z.object({ id: z.string(), message: z.string() })),
  failed: z.array(z.object({ id: z.string(), errorCode: z.string(), message: z.string() })),
});
export type JobResults = z.infer<typeof JobResults>;
