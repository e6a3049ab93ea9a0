import { DEFAULT_SETTINGS } from './settings.ts';

type Groups = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * `{runners: {enabled: true}}` of `runners.enabled=true`. Numbers and flags are taken as such; where a setting is a list,
 * commas part it, and nothing is an empty one.
 */
export function settingsPatch(values: Readonly<Record<string, string>>): Record<string, unknown> {
  const patch: Record<string, Record<string, unknown>> = {};
  for (const [path, text] of Object.entries(values)) {
    const [section = '', ...rest] = path.split('.');
    const key = rest.join('.');
    patch[section] = { ...patch[section], [key]: readValue(text, settingAt(section, key)) };
  }
  return patch;
}

function settingAt(section: string, key: string): unknown {
  const groups: Groups = DEFAULT_SETTINGS;
  return Object.hasOwn(groups, section) ? groups[section]?.[key] : undefined;
}

function readValue(text: string, known: unknown): unknown {
  if (Array.isArray(known))
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  if (typeof known === 'string') return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
