import {
  isSafeWord,
  quoteForShell,
  singleQuoted,
  withinSingleQuotes,
} from '../../support/text/shell-quote.ts';
import type { ShellContext } from './shell-frame.ts';

const RESERVED_WORD =
  /^(?:if|then|else|elif|fi|do|done|case|esac|while|until|for|select|in|function|time|coproc)$/;
const INTEGER = /^[+-]?[0-9]+$/;

/** A value to insert into a shell text, and its context. */
export interface ValueInPlace {
  /** Undefined if the operation has no such value. */
  readonly value: string | undefined;
  readonly context: ShellContext;
  /** The character directly after the reference; empty at the end of the text. */
  readonly next: string;
  /** The `RD_*` variable that contains the value, if there is one. */
  readonly environmentName: string | undefined;
}

export type WrittenValue = { text: string } | { refused: string };

/** Quotes a value so that the shell reads it only as data, or returns why that is impossible. */
export function writtenValue(place: ValueInPlace): WrittenValue {
  const { context, value } = place;
  if (context.kind === 'unclear') return { refused: `it is ${context.reason}` };
  if (value?.includes('\0'))
    return { refused: 'its value contains a NUL character, which is not allowed in a command' };
  const written = writtenIn(context, place);
  if ('refused' in written || !context.inBackquotes) return written;
  return { text: written.text.replace(/[\\$`]/g, '\\$&') };
}

function writtenIn(
  context: Exclude<ShellContext, { kind: 'unclear' }>,
  { value, next, environmentName }: ValueInPlace,
): WrittenValue {
  switch (context.kind) {
    case 'plain':
      return { text: value === undefined ? blankWord(next) : plainWord(value, context.wordStart, next) };
    case 'single':
      return { text: withinSingleQuotes(value ?? '') };
    case 'double':
      return { text: withinDoubleQuotes(value ?? '', context.afterDollar) };
    case 'comment':
      return { text: value !== undefined && isSafeWord(value) ? value : '' };
    case 'arithmetic':
      if (value !== undefined && INTEGER.test(value)) return { text: ` ${value} ` };
      return { refused: 'it is in arithmetic, and its value is not an integer' };
    case 'here-document':
      if (value === undefined || value === '') return { text: '' };
      if (environmentName !== undefined) return { text: `\${${environmentName}}` };
      return { refused: 'it is in a here-document, and no variable contains its value' };
  }
}

/** Returns the text for a missing value: nothing at the end of a word, otherwise an empty word. */
function blankWord(next: string): string {
  return next === '' || /\s/.test(next) ? '' : "''";
}

function plainWord(value: string, wordStart: boolean, next: string): string {
  const word = quoteForShell(value);
  const couldBeAssignment = wordStart && value.includes('=');
  const couldBeReserved = wordStart && RESERVED_WORD.test(value);
  const couldBeDescriptor = /^[<>]/.test(next) && /^[0-9]+$/.test(value);
  return word === value && (couldBeAssignment || couldBeReserved || couldBeDescriptor)
    ? singleQuoted(value)
    : word;
}

/**
 * Closes the surrounding double quotes for a value that needs quotes of its own, or that would name a
 * variable.
 */
function withinDoubleQuotes(value: string, afterDollar: boolean): string {
  if (value === '') return afterDollar ? '""' : '';
  if (isSafeWord(value) && !afterDollar) return value;
  return `"${quoteForShell(value)}"`;
}
