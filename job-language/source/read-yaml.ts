import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, Scalar } from 'yaml';
import { plainScalar } from './plain-scalar.ts';
import type { Finding, Span } from './problem.ts';
import type { SourceEntry, SourceMap, SourceScalar, SourceValue } from './source-value.ts';

/** Bounds of a YAML text while it is composed. */
export interface ComposeBounds {
  /** Maximum nesting depth. */
  readonly depth: number;
  /** Maximum number of words, punctuation characters and line breaks. Parsing a million of them takes up to 800 MB. */
  readonly tokens: number;
}

/** Bounds of one file, including its resolved aliases. */
export interface SourceBounds extends ComposeBounds {
  /** Maximum number of values that the aliases of the file expand to. */
  readonly aliasedValues: number;
  /** Whether a key may be repeated in a map. Otherwise a repeated key is an error. */
  readonly keepsRepeated?: boolean;
}

/** Thrown while parsing, and converted to a finding by {@link readDocument}. */
class Unreadable extends Error {
  readonly code: string;
  readonly span: Span;

  constructor(code: string, message: string, span: Span) {
    super(message);
    this.code = code;
    this.span = span;
  }
}

/** Converts a composed YAML document to a {@link SourceValue}, or returns the problem. */
export function readDocument(document: Document, bounds: SourceBounds): SourceValue | Finding {
  try {
    return new Reader(bounds).value(document.contents, { start: 0, end: 0 }, 0);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { severity: 'error', code: error.code, message: error.message, span: error.span, path: [] };
  }
}

class Reader {
  readonly #bounds: SourceBounds;
  /** Nodes by anchor. An alias refers to the last anchor of its name before it. */
  readonly #anchors = new Map<string, unknown>();
  #aliasDepth = 0;
  #aliasedValues = 0;

  constructor(bounds: SourceBounds) {
    this.#bounds = bounds;
  }

  value(node: unknown, place: Span, depth: number): SourceValue {
    const span = spanOf(node) ?? place;
    if (depth > this.#bounds.depth) {
      throw new Unreadable('too-deep', `Nested more than ${this.#bounds.depth} levels deep.`, span);
    }
    if (this.#aliasDepth > 0) this.#aliasedValues += 1;
    if (this.#aliasedValues > this.#bounds.aliasedValues) {
      const message = `Aliases expand to more than ${this.#bounds.aliasedValues} values. Use fewer aliases.`;
      throw new Unreadable('too-many-values', message, span);
    }
    if (isAlias(node)) return this.#alias(node, span, depth);
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor) this.#anchors.set(node.anchor, node);
    refuseTag(node, span);
    if (isMap(node)) return this.#map(node.items, span, depth);
    if (isSeq(node)) {
      return { kind: 'list', span, items: node.items.map((item) => this.value(item, span, depth + 1)) };
    }
    return scalar(node, span);
  }

  #alias(node: { source: string }, span: Span, depth: number): SourceValue {
    const target = this.#anchors.get(node.source);
    if (target === undefined) {
      throw new Unreadable(
        'unknown-alias',
        `There is no anchor &${node.source} before *${node.source}.`,
        span,
      );
    }
    this.#aliasDepth += 1;
    const value = this.value(target, span, depth + 1);
    this.#aliasDepth -= 1;
    return { ...value, span };
  }

  #map(pairs: readonly Pair[], span: Span, depth: number): SourceMap {
    const entries: SourceEntry[] = [];
    const keys = new Set<string>();
    const merged: SourceEntry[] = [];
    for (const pair of pairs) {
      const keySpan = spanOf(pair.key) ?? span;
      const { value: keyValue } = keyOf(pair.key, keySpan);
      const key = String(keyValue);
      const value = this.value(pair.value, { start: keySpan.end, end: keySpan.end }, depth + 1);
      if (key === '<<' && isPlain(pair.key)) {
        for (const entry of mergedEntries(value, keySpan)) merged.push(entry);
      } else if (keys.has(key) && !this.#bounds.keepsRepeated) {
        throw new Unreadable(
          'duplicate-key',
          `The key "${key}" occurs twice here. Remove one of them.`,
          keySpan,
        );
      } else {
        keys.add(key);
        entries.push({ key, keySpan, value });
      }
    }
    for (const entry of merged) {
      if (keys.has(entry.key)) continue;
      keys.add(entry.key);
      entries.push(entry);
    }
    return { kind: 'map', span, entries };
  }
}

/**
 * Returns the entries that `<<` merges from a map or a list of maps, in which the first map with a key wins. All
 * entries have the position of the `<<`.
 */
function mergedEntries(value: SourceValue, keySpan: Span): SourceEntry[] {
  const maps = value.kind === 'list' ? value.items : [value];
  return maps.flatMap((map) => {
    if (map.kind !== 'map') throw new Unreadable('bad-merge', 'Only a map can be merged with "<<".', keySpan);
    return map.entries.map((entry) => ({ ...entry, keySpan }));
  });
}

function scalar(node: unknown, span: Span): SourceScalar {
  if (!isScalar(node)) return { kind: 'scalar', span, value: null, written: undefined };
  const source = String(node.value ?? '');
  const text = !isPlain(node) || node.tag === 'tag:yaml.org,2002:str';
  const value = text ? source : plainScalar(source);
  const written = value === null || String(value) === source ? undefined : source;
  return { kind: 'scalar', span, value, written };
}

function keyOf(node: unknown, span: Span): SourceScalar {
  const key = isScalar(node) || node === null ? scalar(node, span) : undefined;
  if (key !== undefined && key.value !== '__proto__') return key;
  throw new Unreadable('bad-key', 'A key must be a string other than "__proto__".', span);
}

function isPlain(node: unknown): boolean {
  return isScalar(node) && (node.type === undefined || node.type === Scalar.PLAIN);
}

function refuseTag(node: unknown, span: Span): void {
  const tag = isMap(node) || isSeq(node) || isScalar(node) ? node.tag : undefined;
  if (tag === undefined || /^tag:yaml\.org,2002:(?:str|map|seq)$/.test(tag)) return;
  throw new Unreadable('yaml-tag', `The YAML tag "${tag}" is not supported. Remove it.`, span);
}

function spanOf(node: unknown): Span | undefined {
  const range = isAlias(node) || isMap(node) || isSeq(node) || isScalar(node) ? node.range : undefined;
  return range ? { start: range[0], end: range[1] } : undefined;
}
