import * as z from 'zod';

/** The name of a file of ACL policies. */
export const PolicyName = z
  .string()
  .max(128)
  .regex(/^[^/\\\p{Cc}]+\.aclpolicy$/u, 'it must refer to a file ending in .aclpolicy, without slashes')
  .brand<'PolicyName'>();
export type PolicyName = z.infer<typeof PolicyName>;

/** A file of ACL policies: YAML documents, each with one policy. */
export const PolicyContents = z.object({ contents: z.string() });
export type PolicyContents = z.infer<typeof PolicyContents>;

/** The files of ACL policies of a project or of the system, sorted by name. */
export const PolicyListing = z.object({
  path: z.literal(''),
  type: z.literal('directory'),
  href: z.string(),
  resources: z.array(
    z.object({ path: PolicyName, type: z.literal('file'), href: z.string(), name: PolicyName }),
  ),
});
export type PolicyListing = z.infer<typeof PolicyListing>;

/** Part of the answer to an invalid file: the errors of each invalid policy, named `FILE[NUMBER]` from 1. */
export interface PolicyValidation {
  readonly valid: false;
  readonly policies: readonly { readonly policy: string; readonly errors: readonly string[] }[];
}
