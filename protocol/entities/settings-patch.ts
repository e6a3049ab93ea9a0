import { problemOf } from '../../support/errors/problem-of.ts';
import { ownValue } from '../../support/records/own-value.ts';
import { commaList } from '../../support/text/comma-list.ts';
import { OutrunnerError } from '../errors/outrunner-error.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

type Groups = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Parses `runners.enabled=true` as `{runners: {enabled: true}}`. Recognises numbers and booleans. A list is JSON if it
 * starts with `[`, otherwise comma-separated; an empty value is an empty list. A value that starts with `{` is JSON
 * unless the setting is a string; the JSON of a section, as in `mail={"port": 25}`, sets several keys.
 *
 * @throws {OutrunnerError} `usage` for invalid JSON, with the path
 */
export function settingsPatch(values: Readonly<Record<string, string>>): Record<string, unknown> {
  const patch = new Map<string, Record<string, unknown>>();
  for (const [path, text] of Object.entries(values)) {
    const [section = '', ...rest] = path.split('.');
    const key = rest.join('.');
    const set =
      rest.length === 0 ? sectionOf(path, text) : { [key]: readValue(path, text, settingAt(section, key)) };
    patch.set(section, { ...patch.get(section), ...set });
  }
  return Object.fromEntries(patch);
}

function sectionOf(path: string, text: string): Record<string, unknown> {
  const value = text.trim().startsWith('{') ? json(path, text) : undefined;
  if (typeof value === 'object' && value !== null) return { ...value };
  return { '': text };
}

function settingAt(section: string, key: string): unknown {
  const groups: Groups = DEFAULT_SETTINGS;
  return ownValue(ownValue(groups, section), key);
}

function readValue(path: string, text: string, known: unknown): unknown {
  if (Array.isArray(known)) return text.trim().startsWith('[') ? json(path, text) : commaList(text);
  if (typeof known === 'string') return text;
  if (text.trim().startsWith('{')) return json(path, text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function json(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OutrunnerError('usage', {
      problem: `The value of ${path} is not valid JSON: ${problemOf(error)}.`,
      remedy: 'Quote its texts as in \'["a", "b"]\', or write a list with commas.',
    });
  }
}
