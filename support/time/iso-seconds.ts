/** Formats a time (epoch ms) as ISO 8601 in UTC, to the second, as Rundeck does. */
export function isoSeconds(epoch: number): string {
  return new Date(epoch).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
