import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/checkout/root.ts';

/** A test in a page: its file and its title, or the part of the title before values that differ. */
const TEST = /`([^`]+\.test\.ts)` \*([^*]+)\*/g;

/** Returns the number of tests in a page, and the reason for each that cannot be found. */
export function namedTests(text: string): { readonly count: number; readonly missing: readonly string[] } {
  const tests = [...text.matchAll(TEST)];
  return {
    count: tests.length,
    missing: tests.flatMap(([, file = '', title = '']) => missing(file, title) ?? []),
  };
}

/** Returns why the named test cannot be found; undefined if it exists. */
function missing(file: string, title: string): string | undefined {
  const text = read(file);
  if (text === undefined) return `there is no ${file}`;
  const isThere = ["'", '"', '`'].some((quote) => text.replaceAll('\\', '').includes(`it(${quote}${title}`));
  return isThere ? undefined : `${file} has no test "${title}"`;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}
