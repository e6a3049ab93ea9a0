import { z } from 'zod';
import { Settings } from './settings.ts';

/** A setting of the coordinator, as tables and pickers show it. */
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

/** All settings in their order, as the schema declares them. */
export function listSettings(): readonly ListedSetting[] {
  const schema = Schema.parse(z.toJSONSchema(Settings, { io: 'input' }));
  return Object.entries(schema.properties).flatMap(([section, { properties }]) =>
    Object.entries(properties).map(([key, it]) => ({ path: `${section}.${key}`, ...it })),
  );
}
