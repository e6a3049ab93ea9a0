import * as z from 'zod';
import { NodeFilterName } from '../entities/node-filters.ts';
import { ExecutionId, JobId, ProjectName, ReplicaId, RunnerId, Tag } from '../ids.ts';
import { PolicyName } from './shapes/acl-shapes.ts';

const handle = z.string().min(1).max(128);

/** The schema of each path parameter. It applies to every route that does not declare its own schema. */
export const PATH_PARAMETERS = {
  project: ProjectName,
  job: JobId,
  execution: z
    .union([z.number(), z.string().regex(/^\d{1,15}$/, 'the id of an execution is a whole number')])
    .pipe(z.coerce.number())
    .pipe(ExecutionId),
  /** A revision of a job. */
  revision: z.coerce.number().int().nonnegative(),
  runner: RunnerId,
  replica: ReplicaId,
  tag: Tag,
  /** The id of a coordinator. */
  server: z.string().min(1).max(128),
  user: z.string().min(1).max(256),
  /** The id of an API token. */
  token: handle,
  /** The id of an enrollment key. */
  key: z.uuid(),
  /** The handle of a ping. */
  ping: handle,
  /** The handle of an install script. */
  download: handle,
  /** The name of a node. */
  node: z.string(),
  /** The number of a node source, from 1. */
  index: z.coerce.number().int().positive(),
  /** The name of a feature of Rundeck. */
  feature: z.string().min(1).max(128),
  /** The name of a node filter. */
  name: NodeFilterName,
  /**
   * The context of a step, for example `1` or `2/1`; with a slash at its end, of the steps below it: numbers of steps
   * (with `e` for an error handler), separated by slashes, and parameters after `@`. The lookbehinds leave one way to
   * match each character, so that matching takes time proportional to the length.
   */
  stepctx: z
    .string()
    .max(1024)
    .regex(
      /^\d(?:\d|(?<=\d)e|(?<=[\de])\/)*(?:(?<=[\de])@.+)?$/,
      'a step context is a text like 1, 2/1 or 2/',
    ),
  /** The name of an option. */
  option: z.string(),
  /** The id of an input file. */
  file: z.string(),
  /** The name of a property of a project's configuration. */
  property: z.string().min(1).max(256),
  /** The id of a webhook. */
  webhook: z.coerce.number().int().positive(),
  /** The secret token of a webhook. */
  webhookToken: z.string().min(1).max(256),
  /** The name of a file of ACL policies. */
  policy: PolicyName,
  /** The path of a key below `keys/`. */
  path: z.string(),
} as const;
