import * as z from 'zod';

/** The answer of `GET /`, in Rundeck's format. */
export const ApiInfo = z.object({ apiversion: z.int(), href: z.string() });
export type ApiInfo = z.infer<typeof ApiInfo>;

/** Whether a feature of Rundeck is available. */
export const FeatureState = z.object({ name: z.string(), enabled: z.boolean() });
export type FeatureState = z.infer<typeof FeatureState>;

/** A provider of a plugin service, in Rundeck's format. */
export const PluginProvider = z.object({
  /** The service that the provider implements, for example `WorkflowNodeStep`. */
  service: z.string(),
  artifactName: z.string(),
  /** The name by which jobs and configurations refer to the provider. */
  name: z.string(),
  id: z.string(),
  builtin: z.boolean(),
  pluginVersion: z.string(),
  title: z.string(),
  description: z.string(),
  author: z.string(),
  /** Since API version 40. Built-in plugins have no icon. */
  iconUrl: z.string().nullable().optional(),
  providerMetadata: z.record(z.string(), z.string()).optional(),
  /** Since API version 51. */
  isHighlighted: z.boolean().optional(),
  highlightedOrder: z.int().optional(),
});
export type PluginProvider = z.infer<typeof PluginProvider>;
