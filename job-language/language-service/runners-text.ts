/** Returns how many runners there are and how many of them are healthy: `3 runners, 2 healthy`. */
export function runnersText(runners: number, healthy: number): string {
  return runners === 0 ? 'no runners' : `${runners} runner${runners === 1 ? '' : 's'}, ${healthy} healthy`;
}
