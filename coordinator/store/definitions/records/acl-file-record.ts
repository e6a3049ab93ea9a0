import * as z from 'zod';
import { ProjectName } from '../../../../protocol/ids.ts';
import { PolicyName } from '../../../../protocol/routes/shapes/acl-shapes.ts';

/**
 * The stored record of an ACL policy file. Its text is an immutable file named by `textHash` (SHA-256, hex). Times are
 * epoch ms.
 */
export const AclFileRecord = z.object({
  /** Absent for a system policy. */
  project: ProjectName.optional(),
  name: PolicyName,
  textHash: z.string(),
  createdAt: z.number(),
  createdBy: z.string(),
  modifiedAt: z.number(),
  modifiedBy: z.string(),
  revision: z.int().nonnegative(),
});
export type AclFileRecord = z.infer<typeof AclFileRecord>;

/** Returns the key of a file in its collection: `system/NAME` or `project/PROJECT/NAME`. */
export function aclFileKey(project: ProjectName | undefined, name: PolicyName): string {
  return project === undefined ? `system/${name}` : `project/${project}/${name}`;
}
