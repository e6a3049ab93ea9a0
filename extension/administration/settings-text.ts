import * as z from 'zod';
import { Settings } from '../../protocol/entities/settings.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';

/** Returns the settings as JSON. `schema` is the URI of {@link settingsSchema}. */
export function settingsText(settings: Settings, schema: string): string {
  return `${JSON.stringify({ $schema: schema, ...settings }, undefined, 2)}\n`;
}

/** Returns the JSON Schema of the document, with names, defaults and descriptions of settings. */
export function settingsSchema(): string {
  const { properties, ...rest } = z.toJSONSchema(Settings, { io: 'input' });
  return JSON.stringify({ ...rest, properties: { $schema: { type: 'string' }, ...properties } });
}

const Sections = z.record(z.string(), z.unknown());

/**
 * Returns only the settings of an edited text that differ from `before`, so that a save does not overwrite concurrent
 * changes to other settings. The coordinator validates the values. Throws `invalid-input` unless the text is a JSON
 * object.
 */
export function settingsChange(text: string, before: Settings): Record<string, unknown> {
  const { $schema: _, ...sections } = read(text);
  const known: Readonly<Record<string, unknown>> = before;
  return Object.fromEntries(
    Object.entries(sections).flatMap(([name, section]) => {
      const changed = changedKeys(section, known[name]);
      return changed === undefined ? [] : [[name, changed]];
    }),
  );
}

function read(text: string): Record<string, unknown> {
  try {
    return Sections.parse(JSON.parse(text));
  } catch (error) {
    const problem = error instanceof SyntaxError ? problemOf(error) : 'it is not an object';
    throw new OutrunnerError('invalid-input', { what: 'The settings document', problem, remedy: '' });
  }
}

function changedKeys(section: unknown, before: unknown): unknown {
  const known = Sections.safeParse(before).data;
  const given = Sections.safeParse(section).data;
  if (known === undefined || given === undefined) return same(section, before) ? undefined : section;
  const changed = Object.entries(given).filter(([key, value]) => !same(value, known[key]));
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
