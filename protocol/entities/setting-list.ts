import * as z from 'zod';
import { Settings } from './settings.ts';

/** A setting of the coordinator, for tables and pickers. */
export interface ListedSetting {
  /** For example `runners.enabled`. */
  readonly path: string;
  readonly default: unknown;
  readonly description: string;
}

const Section = z.object({
  properties: z.record(z.string(), z.object({ default: z.unknown(), description: z.string() })),
});
const Schema = z.object({ properties: z.record(z.string(), Section) });

/** Returns all settings, in the order of the schema. */
export function listSettings(): readonly ListedSetting[] {
  const schema = Schema.parse(z.toJSONSchema(Settings, { io: 'input' }));
  return Object.entries(schema.properties).flatMap(([section, { properties }]) =>
    Object.entries(properties).map(([key, it]) => ({ path: `${section}.${key}`, ...it })),
  );
}
