import * as z from 'zod';
import { ProjectName } from '../../ids.ts';

const Text = z.string().max(1024);
const Names = z.array(Text).max(100);

/** A question to the ACL policies, in the terms of their format. */
export const AclTest = z.object({
  user: Text,
  roles: Names,
  /** The project of the context; absent: the application. */
  project: ProjectName.optional(),
  action: Text,
  /** Type of the resource, such as `job`, or `resource` with the property `kind`. */
  type: Text,
  /** Properties of the resource, such as `name` and `group` of a job. At most 50. */
  properties: z
    .record(Text, Text)
    .refine((properties) => Object.keys(properties).length <= 50, 'at most 50 properties'),
});
export type AclTest = z.infer<typeof AclTest>;

/**
 * The answer of the ACL policies, with the rule that decided. `denied`: a rule denies the action. `rejected`: no rule
 * allows it. `administrator`: a role may do everything, whatever the policies say.
 */
export const AclTestResult = z.object({
  decision: z.enum(['allowed', 'denied', 'rejected', 'administrator']),
  rule: z
    .object({
      /** The file, such as `system policy ops.aclpolicy`, or `ready-made roles`. */
      source: z.string(),
      /** The line where the rule begins, from 1; absent for ready-made roles. */
      line: z.int().optional(),
      /** The description of the policy. */
      description: z.string(),
    })
    .optional(),
});
export type AclTestResult = z.infer<typeof AclTestResult>;
