import { type JobSnippet, jobSnippets } from '../../../job-language/language-service/job-snippets.ts';
import { itemAt } from './item-at.ts';
import { keyAt, keysBeside } from './key-at.ts';

/** A snippet that can complete a line. */
export interface SnippetChoice {
  readonly name: string;
  readonly description: string;
  /** Whether the snippet is a whole job. */
  readonly isJob: boolean;
  /** The text to insert, in the snippet syntax of VS Code. Lines after the first are relative to the indentation. */
  readonly insert: string;
  /** The first replaced column of the line, from 0. */
  readonly column: number;
}

/** Returns the snippets that can complete a line of a job file. `tags` are the tags of the runners. */
export function snippetsAt(
  lines: readonly string[],
  line: number,
  tags: readonly string[],
): readonly SnippetChoice[] {
  const all = jobSnippets(tags);
  return [...itemSnippetsAt(lines, line, all), ...keySnippetsAt(lines, line, all)];
}

function itemSnippetsAt(
  lines: readonly string[],
  line: number,
  all: readonly JobSnippet[],
): readonly SnippetChoice[] {
  const at = itemAt(lines, line);
  if (at === undefined) return [];
  const skipped = at.hasDash ? '- '.length : 0;
  return all
    .filter(({ isItem, place }) => isItem && place === at.place)
    .map((snippet) => choiceOf(snippet, at.column, skipped, ''));
}

function keySnippetsAt(
  lines: readonly string[],
  line: number,
  all: readonly JobSnippet[],
): readonly SnippetChoice[] {
  const at = keyAt(lines, line);
  if (at === undefined || at.isWhole) return [];
  const beside = keysBeside(lines, line, at.column);
  const padding = ' '.repeat(at.column - at.indentation);
  return all
    .filter(({ isItem, place, name }) => !isItem && place === at.place && !beside.has(name))
    .map((snippet) => choiceOf(snippet, at.column, 0, padding));
}

/** `skipped` is the number of characters that the line already contains, and `padding` indents the other lines. */
function choiceOf(
  { name, description, place, body }: JobSnippet,
  column: number,
  skipped: number,
  padding: string,
): SnippetChoice {
  const [first = '', ...rest] = body;
  const insert = [first.slice(skipped), ...rest.map((text) => padding + text)].join('\n');
  return { name, description, isJob: place === 'file', insert, column };
}
