let name: string | undefined;

/**
 * Returns the name of the time zone of this process, such as `Europe/Berlin`. Reads it once, because reading it takes
 * 0.1 ms, and the coordinator and the runner need it for each run and each step.
 */
export function ownTimeZone(): string {
  name ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return name;
}
