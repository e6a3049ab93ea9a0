import type { ClientSession } from './session.ts';
import { table } from './table.ts';

/** Prints a response: as one JSON document with `--json`, otherwise as lines of text. */
export async function print<T>(
  session: ClientSession,
  answer: T,
  lines: (answer: T) => string,
): Promise<void> {
  await session.streams.out(session.json ? `${JSON.stringify(answer)}\n` : lines(answer));
}

/** Prints a list as a table with these columns. */
export async function printTable<T>(
  session: ClientSession,
  list: readonly T[],
  columns: Readonly<Record<string, (item: T) => string>>,
): Promise<void> {
  const cells = Object.values(columns);
  await print(session, list, () =>
    table([Object.keys(columns), ...list.map((item) => cells.map((cell) => cell(item)))]),
  );
}
