import { Lexer } from 'yaml';

/** The lexeme before the text of a scalar, which may look like a comment. */
const SCALAR = '\u001f';

/** Lexemes that are not in the text. */
const MARKS: readonly string[] = ['\u0002', '\u0018', SCALAR];

/** Returns the comments of a YAML text in order, without trailing spaces. */
export function commentsIn(text: string): string[] {
  return lexedComments(text).map(({ comment }) => comment);
}

/**
 * Indents each comment of a formatted file like the next line, if it was indented at most that far in the original.
 * The YAML writer gives a comment the indentation of the lines above it, so the comment would seem to belong to them.
 *
 * @param original the file before it was formatted, with the same comments in the same order
 * @returns undefined if a comment would seem to belong to another part than in the original
 */
export function alignComments(formatted: string, original: string): string | undefined {
  const before = placedComments(original);
  const after = placedComments(formatted);
  if (before.length !== after.length) return undefined;
  const lines = formatted.split('\n');
  for (const [index, { line, column, next }] of after.entries()) {
    const was = before[index];
    if (was === undefined || (was.column === undefined) !== (column === undefined)) return undefined;
    if (was.column === undefined || column === undefined) continue;
    if (was.next === undefined || next === undefined) continue;
    if (was.column <= was.next) lines[line] = `${' '.repeat(next)}${(lines[line] ?? '').trimStart()}`;
    else if (column <= next) return undefined;
  }
  return lines.join('\n');
}

interface PlacedComment {
  readonly line: number;
  /** Undefined if the comment follows other text in its line. */
  readonly column: number | undefined;
  /** Indentation of the next line that is neither blank nor a comment; undefined if there is none. */
  readonly next: number | undefined;
}

function placedComments(text: string): readonly PlacedComment[] {
  const lines = text.split('\n');
  const starts = lexedComments(text);
  const alone = new Set(starts.filter(({ column }) => column !== undefined).map(({ line }) => line));
  const nexts: (number | undefined)[] = [];
  let next: number | undefined;
  for (let line = lines.length - 1; line >= 0; line -= 1) {
    nexts[line] = next;
    const content = lines[line] ?? '';
    if (content.trim() !== '' && !alone.has(line)) next = content.length - content.trimStart().length;
  }
  return starts.map(({ line, column }) => ({ line, column, next: nexts[line] }));
}

interface LexedComment {
  readonly comment: string;
  readonly line: number;
  readonly column: number | undefined;
}

function lexedComments(text: string): readonly LexedComment[] {
  const comments: LexedComment[] = [];
  let before = '';
  let line = 0;
  /** The part of the line before the lexeme. */
  let start = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (!MARKS.includes(lexeme)) {
      if (lexeme.startsWith('#') && before !== SCALAR) {
        const column = start.trim() === '' ? start.length : undefined;
        comments.push({ comment: lexeme.trimEnd(), line, column });
      }
      const broken = lexeme.split('\n');
      line += broken.length - 1;
      start = broken.length === 1 ? start + lexeme : (broken.at(-1) ?? '');
    }
    before = lexeme;
  }
  return comments;
}
