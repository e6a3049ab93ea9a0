/** Returns the settings as lines of `section.key=value`. */
export function settingLines(settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  return Object.entries(settings)
    .flatMap(([section, keys]) =>
      Object.entries(keys).map(([key, value]) => `${section}.${key}=${shown(value)}\n`),
    )
    .join('');
}

/** Formats a value as `settings update` accepts it: a comma-separated list if that is unambiguous, otherwise JSON. */
function shown(value: unknown): string {
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) && value.every(isPlain) ? value.join(',') : JSON.stringify(value);
}

function isPlain(item: unknown): boolean {
  return typeof item === 'string' && /^[^,[\s](?:[^,]*[^,\s])?$/.test(item);
}
