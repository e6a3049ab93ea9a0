import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

export interface FilterToken {
  readonly kind: 'word' | 'text' | '(' | ')' | ',' | '=' | '!=';
  /** Without quotes. */
  readonly text: string;
  /** From 1. */
  readonly column: number;
  /** Offset after its last character, quotes included; from 0. */
  readonly end: number;
}

/** A reference, a quoted text, an operator, or a word, which may contain references. */
const TOKEN = /\s+|"(?<text>(?:[^"\\]|\\.)*)"|(?<operator>!=|[(),=])|(?<word>(?:\$\{[^}]*\}|[^\s(),=!"])+)/y;

/** Tokenises a runner filter. Throws `runner-filter-invalid` with the column. */
export function filterTokens(filter: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < filter.length) {
    const start = pattern.lastIndex;
    const column = start + 1;
    const match = pattern.exec(filter);
    if (match === null) throw badFilter(filter, column, problemAt(filter, start));
    const { text, operator, word } = match.groups ?? {};
    const place = { column, end: pattern.lastIndex };
    if (text !== undefined) tokens.push({ kind: 'text', text: text.replace(/\\(.)/g, '$1'), ...place });
    if (operator !== undefined)
      tokens.push({ kind: operator as FilterToken['kind'], text: operator, ...place });
    if (word !== undefined) tokens.push({ kind: 'word', text: word, ...place });
  }
  return tokens;
}

export function badFilter(filter: string, column: number, problem: string): OutrunnerError {
  return new OutrunnerError('runner-filter-invalid', { filter, column, problem });
}

function problemAt(filter: string, index: number): string {
  if (filter[index] === '"') return 'the quotation mark is never closed';
  return 'there is "!" without "="; write "not"';
}
