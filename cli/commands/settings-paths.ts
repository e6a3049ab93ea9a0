/** `{runners: {enabled: true}}` of `runners.enabled=true`. Numbers and flags are taken as such. */
export function settingsPatch(values: Readonly<Record<string, string>>): Record<string, unknown> {
  const patch: Record<string, Record<string, unknown>> = {};
  for (const [path, value] of Object.entries(values)) {
    const [section = '', ...rest] = path.split('.');
    const keys = patch[section] ?? {};
    keys[rest.join('.')] = scalar(value);
    patch[section] = keys;
  }
  return patch;
}

/** One `section.key=value` a line. */
export function settingLines(settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  return Object.entries(settings)
    .flatMap(([section, keys]) =>
      Object.entries(keys).map(([key, value]) => `${section}.${key}=${String(value)}\n`),
    )
    .join('');
}

function scalar(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
