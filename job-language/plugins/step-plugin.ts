/**
 * What a plugin step is, without the code that executes it: planning asks which there are, `job check` looks at their
 * properties, the docs list them. Each is executed by the provider of the same name in `runner/plugins/`.
 */
import { z } from 'zod';

export interface StepPlugin<Schema extends z.ZodObject = z.ZodObject> {
  /** As a job's step names it in `type`. */
  readonly name: string;
  /** Further names of it, for example those of the reference system's plugins. */
  readonly aliases: readonly string[];
  readonly title: string;
  readonly description: string;
  /**
   * The properties of its configuration, each with a description and, where it may be left out, a default. It reads what
   * stands there after expansion; keys that it does not name are left out.
   */
  readonly configuration: Schema;
  /** Properties whose text may be a path `runner/…`: the key that stands there on the runner takes its place. */
  readonly keyProperties?: readonly string[];
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

/** Reads an expanded configuration; a property that is blank counts as left out. */
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
      : `The property "${name}" of the step ${plugin.name} is not valid: ${issue?.message ?? 'it does not fit'}.`;
  return { kind: 'refused', problem };
}

export interface ConfigurationFinding {
  readonly kind: 'unknown' | 'missing';
  readonly property: string;
}

/** What can be said of a configuration before its references have values: names that it does not know, or lacks. */
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
