import { badFilter, type FilterToken, filterTokens } from './filter-tokens.ts';
import {
  RUNNER_ATTRIBUTES,
  type RunnerAttribute,
  type RunnerFilter,
  type RunnerTerm,
} from './runner-filter.ts';

/** Maximum nesting of parentheses and "not". */
const DEEPEST = 100;

/** Other names of attributes. */
const ALIASES: ReadonlyMap<string, RunnerAttribute> = new Map([
  ['tags', 'tag'],
  ['platform', 'os'],
  ['osfamily', 'os'],
  ['architecture', 'arch'],
  ['hostname', 'host'],
]);

/** Whether a filter is more than tags separated by commas. References count as words. */
export function isTyped(filter: string): boolean {
  const bare = filter.replace(/\$\{[^}]*\}/g, 'x');
  return /[()=!"*]/.test(bare) || /(?:^|[\s,])(?:and|or|not)(?:[\s,]|$)/i.test(bare);
}

/**
 * Parses a runner filter: tags and `attribute=value` or `!=`, with `not`, `and`, `or` (in decreasing
 * precedence) and parentheses. A comma has the lowest precedence, and means `and` if `match` is `all`, and `or` if
 * `match` is `any`. Throws `runner-filter-invalid` with the column.
 */
export function parseRunnerFilter(filter: string, match: 'all' | 'any' = 'all'): RunnerFilter {
  const parser = new Parser(filter, filterTokens(filter), match);
  return parser.whole();
}

class Parser {
  readonly #filter: string;
  readonly #tokens: readonly FilterToken[];
  readonly #comma: 'and' | 'or';
  #next = 0;
  #depth = 0;

  constructor(filter: string, tokens: readonly FilterToken[], match: 'all' | 'any') {
    this.#filter = filter;
    this.#tokens = tokens;
    this.#comma = match === 'all' ? 'and' : 'or';
  }

  whole(): RunnerFilter {
    const filter = this.#list();
    const rest = this.#tokens[this.#next];
    if (rest === undefined) return filter;
    const problem =
      rest.kind === ')' ? 'there is no "(" for this ")"' : `"and" or "or" is missing before "${rest.text}"`;
    throw badFilter(this.#filter, rest.column, problem);
  }

  #list(): RunnerFilter {
    return this.#chain(
      this.#comma,
      ({ kind }) => kind === ',',
      () => this.#or(),
    );
  }

  #or(): RunnerFilter {
    return this.#chain(
      'or',
      (token) => isKeyword(token, 'or'),
      () => this.#and(),
    );
  }

  #and(): RunnerFilter {
    return this.#chain(
      'and',
      (token) => isKeyword(token, 'and'),
      () => this.#not(),
    );
  }

  #chain(kind: 'and' | 'or', joins: (token: FilterToken) => boolean, part: () => RunnerFilter): RunnerFilter {
    const first = part();
    const parts = [first];
    while (this.#take(joins) !== undefined) parts.push(part());
    return parts.length === 1 ? first : { kind, parts };
  }

  #not(): RunnerFilter {
    const not = this.#take((token) => isKeyword(token, 'not'));
    if (not !== undefined) return { kind: 'not', part: this.#deeper(not, () => this.#not()) };
    const open = this.#take(({ kind }) => kind === '(');
    if (open === undefined) return this.#term();
    const inner = this.#deeper(open, () => this.#list());
    if (this.#take(({ kind }) => kind === ')') !== undefined) return inner;
    throw badFilter(this.#filter, open.column, 'this "(" is never closed');
  }

  #term(): RunnerTerm {
    const token = this.#take(({ kind }) => kind === 'word' || kind === 'text');
    if (token === undefined || isAnyKeyword(token)) throw this.#missing(token);
    const operator = this.#take(({ kind }) => kind === '=' || kind === '!=');
    const { column } = token;
    if (operator === undefined)
      return { kind: 'term', attribute: 'tag', negated: false, ...written(token), column };
    const attribute = attributeNamed(token.text);
    if (attribute === undefined) {
      const known = [...RUNNER_ATTRIBUTES, 'label.KEY'].join(', ');
      throw badFilter(this.#filter, column, `a runner has no "${token.text}"; there are ${known}`);
    }
    const value = this.#take(({ kind }) => kind === 'word' || kind === 'text');
    if (value === undefined)
      throw badFilter(this.#filter, operator.column, `a value is missing after "${operator.text}"`);
    return { kind: 'term', attribute, negated: operator.kind === '!=', ...written(value), column };
  }

  #missing(before: FilterToken | undefined): Error {
    const token = before ?? this.#tokens[this.#next];
    const what = 'a tag, "attribute=value", "not" or "(" is missing here';
    return token === undefined
      ? badFilter(this.#filter, this.#filter.length + 1, `it ends where ${what.replace(' here', '')}`)
      : badFilter(this.#filter, token.column, `${what}, before "${token.text}"`);
  }

  #deeper(at: FilterToken, inner: () => RunnerFilter): RunnerFilter {
    this.#depth += 1;
    if (this.#depth > DEEPEST)
      throw badFilter(this.#filter, at.column, `it is nested more than ${DEEPEST} times`);
    const filter = inner();
    this.#depth -= 1;
    return filter;
  }

  #take(wanted: (token: FilterToken) => boolean): FilterToken | undefined {
    const token = this.#tokens[this.#next];
    if (token === undefined || !wanted(token)) return undefined;
    this.#next += 1;
    return token;
  }
}

function written({ text, column, end }: FilterToken): Pick<RunnerTerm, 'value' | 'written'> {
  return { value: text, written: { start: column - 1, end } };
}

function isKeyword({ kind, text }: FilterToken, keyword: string): boolean {
  return kind === 'word' && text.toLowerCase() === keyword;
}

function isAnyKeyword(token: FilterToken): boolean {
  return ['and', 'or', 'not'].some((keyword) => isKeyword(token, keyword));
}

function attributeNamed(text: string): RunnerTerm['attribute'] | undefined {
  if (/^label\.[\w./-]+$/i.test(text)) return `label.${text.slice('label.'.length)}`;
  const name = text.toLowerCase();
  return RUNNER_ATTRIBUTES.find((known) => known === name) ?? ALIASES.get(name);
}
