/** Whether a version precedes another, compared by their three numbers. An invalid version precedes every valid one. */
export function isOlder(version: string, than: string): boolean {
  const one = numbersOf(version);
  const other = numbersOf(than);
  const difference = one.map((number, index) => number - (other[index] ?? 0)).find((it) => it !== 0);
  return (difference ?? 0) < 0;
}

function numbersOf(version: string): readonly number[] {
  const found = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return found === null ? [-1, 0, 0] : found.slice(1).map(Number);
}
