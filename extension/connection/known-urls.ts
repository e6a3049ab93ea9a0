/** Maximum number of remote coordinators that are remembered. */
const MOST = 50;

/** Returns the known URLs with `url` in front, without duplicates. The oldest choices beyond the maximum are dropped. */
export function withUrl(known: readonly string[], url: string): readonly string[] {
  return [url, ...known.filter((it) => it !== url)].slice(0, MOST);
}
