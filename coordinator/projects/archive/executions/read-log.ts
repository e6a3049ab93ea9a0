import { StringDecoder } from 'node:string_decoder';
import { LOG_END, LOG_START, type RundeckLogLine } from './log-line.ts';

/** Maximum length of a line, UTF-16 code units. The rest of a longer line is dropped. */
const LONGEST_LINE = 1024 * 1024;

/** The fields of an entry before its message. */
type Head = Omit<RundeckLogLine, 'message'>;

/**
 * Reads a log in Rundeck's format. A message of several lines becomes an entry for each. Entries of other types, such
 * as `stepbegin`, are left out. Calls `onSkipped` for each entry that is damaged and left out. Throws an error if the
 * text has another format.
 */
export async function* readLog(
  bytes: AsyncIterable<Buffer>,
  onSkipped: () => void,
): AsyncGenerator<RundeckLogLine, void, undefined> {
  let isFirst = true;
  let head: Head | undefined;
  for await (const line of linesOf(bytes)) {
    if (isFirst && line !== LOG_START) throw new Error('it is not in the format text/x-rundeck-log-v2.0');
    if (isFirst || line === LOG_END || line.trim() === '^') head = undefined;
    else if (line.startsWith('^')) {
      const entry = entryOf(line.slice(1));
      if (entry === undefined) onSkipped();
      else if (entry.head !== undefined) yield { ...entry.head, message: entry.message };
      head = entry?.isOpen === true ? entry.head : undefined;
    } else if (head !== undefined) {
      const { text, isClosed } = unescaped(line);
      yield { ...head, message: text };
      if (isClosed) head = undefined;
    }
    isFirst = false;
  }
  if (isFirst) throw new Error('it is empty');
}

interface Entry {
  /** Undefined if the entry is not output. */
  readonly head: Head | undefined;
  readonly message: string;
  /** Whether the message continues on the next line. */
  readonly isOpen: boolean;
}

/** Parses `TIME|TYPE|LEVEL|{KEY=VALUE|…}|MESSAGE^`; undefined if it is damaged. */
function entryOf(text: string): Entry | undefined {
  const [, at = '', type, level, data = '', rest = ''] =
    /^([^|]*)\|([^|]*)\|([^|]*)\|(\{(?:[^\\}]|\\.)*\})?\|(.*)$/s.exec(text) ?? [];
  const time = Date.parse(at);
  if (Number.isNaN(time) || level === undefined) return undefined;
  const { text: message, isClosed } = unescaped(rest);
  const metadata = metadataOf(data);
  const { node = '', stepctx = metadata['step'] ?? '' } = metadata;
  const isOutput = type === '' || type === 'log';
  const head = isOutput ? { time, level: level === '' ? 'NORMAL' : level, node, stepctx } : undefined;
  return { head, message, isOpen: !isClosed };
}

function metadataOf(data: string): Partial<Record<string, string>> {
  const pairs = data.slice(1, -1).matchAll(/((?:[^\\=|]|\\.)*)=((?:[^\\|]|\\.)*)(?:\||$)/gs);
  return Object.fromEntries(
    Array.from(pairs, ([, key = '', value = '']) => [plain(key), plain(value)] as const),
  );
}

/** Returns the text up to the first `^` that is not escaped, and whether there is one. */
function unescaped(text: string): { readonly text: string; readonly isClosed: boolean } {
  const message = /^(?:[^\\^]|\\.)*/s.exec(text)?.[0] ?? '';
  return { text: plain(message), isClosed: text[message.length] === '^' };
}

function plain(text: string): string {
  return text.replaceAll(/\\(.)/gs, '$1');
}

async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let line = '';
  for await (const piece of bytes) {
    const parts = decoder.write(piece).split('\n');
    for (const [index, part] of parts.entries()) {
      if (line.length < LONGEST_LINE) line += part.slice(0, LONGEST_LINE - line.length);
      if (index === parts.length - 1) break;
      yield line;
      line = '';
    }
  }
  line += decoder.end();
  if (line !== '') yield line;
}
