/**
 * Declarations of step plugins, without the code that executes them. Planning looks up plugins, `job check` checks
 * their properties, and the docs list them. The provider of the same name in `runner/plugins/` executes each, except for
 * `flow-control`, which the coordinator executes.
 */
import * as z from 'zod';

export interface StepPlugin<Schema extends z.ZodObject = z.ZodObject> {
  /** The `type` of the step in a job. */
  readonly name: string;
  /** Alternative names, for example those of Rundeck's plugins. */
  readonly aliases: readonly string[];
  readonly title: string;
  readonly description: string;
  /**
   * The properties of its configuration, each with a description and, if it is optional, a default. The schema reads
   * the expanded configuration; unknown keys are dropped.
   */
  readonly configuration: Schema;
  /** Properties whose text may be a path `runner/…`: the runner replaces the path with the content of the key. */
  readonly keyProperties?: readonly string[];
  /** Set for a plugin that the coordinator executes, once for the workflow. Runners execute all others. */
  readonly ofCoordinator?: true;
}

/** Declares a plugin, and keeps the type of its configuration. */
export function defineStepPlugin<Schema extends z.ZodObject>(plugin: StepPlugin<Schema>): StepPlugin<Schema> {
  return plugin;
}

/** A configuration as its plugin reads it. */
export type ConfigurationOf<Plugin extends StepPlugin> = z.output<Plugin['configuration']>;

export type ReadConfiguration<Schema extends z.ZodObject> =
  | { readonly kind: 'read'; readonly configuration: z.output<Schema> }
  /** `problem` is a sentence for a person. */
  | { readonly kind: 'refused'; readonly problem: string };

/** Parses an expanded configuration. A blank property counts as absent. */
export function readConfiguration<Schema extends z.ZodObject>(
  plugin: StepPlugin<Schema>,
  given: Readonly<Record<string, unknown>>,
): ReadConfiguration<Schema> {
  const filled = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== '' && value !== null),
  );
  const parsed = plugin.configuration.safeParse(filled);
  if (parsed.success) return { kind: 'read', configuration: parsed.data };
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  const problem =
    filled[name] === undefined
      ? `The step ${plugin.name} needs the property "${name}".`
      : `The property "${name}" of the step ${plugin.name} is not valid: ${issue?.message ?? 'it is invalid'}.`;
  return { kind: 'refused', problem };
}

export interface ConfigurationFinding {
  readonly kind: 'unknown' | 'missing';
  readonly property: string;
}

/** Checks the property names of a configuration before its references have values: unknown names, and missing ones. */
export function checkConfiguration(
  plugin: StepPlugin,
  given: Readonly<Record<string, unknown>>,
): ConfigurationFinding[] {
  const properties = Object.entries(plugin.configuration.shape);
  const known = new Set(properties.map(([name]) => name));
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  const missing = properties
    .filter(([name, schema]) => isBlank(given[name]) && !z.safeParse(schema, undefined).success)
    .map(([name]) => name);
  return [
    ...unknown.map((property) => ({ kind: 'unknown', property }) as const),
    ...missing.map((property) => ({ kind: 'missing', property }) as const),
  ];
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
