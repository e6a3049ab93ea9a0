/** One `section.key=value` a line. */
export function settingLines(settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  return Object.entries(settings)
    .flatMap(([section, keys]) =>
      Object.entries(keys).map(([key, value]) => `${section}.${key}=${String(value)}\n`),
    )
    .join('');
}
