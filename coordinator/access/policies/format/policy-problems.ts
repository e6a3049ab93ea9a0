import type { LineIndex, Span } from '../../../../job-language/source/problem.ts';
import type { SourceEntry, SourceMap } from '../../../../job-language/source/source-value.ts';
import { closest } from '../../../../support/text/closest.ts';
import { excerpt } from '../../../../support/text/excerpt.ts';
import { POLICY_LIMITS } from './acl-policy.ts';

/** An error in a policy file. */
export interface PolicyProblem {
  /** The number of the policy in its file, from 1. */
  readonly policy: number;
  /** 1-based, as is `column`, which counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** A sentence. */
  readonly message: string;
}

/** Collects the problems of a policy file, up to a limit. */
export class PolicyProblems {
  readonly #lines: LineIndex;
  readonly #list: PolicyProblem[] = [];
  /** The number of the policy that is being read, from 1. */
  policy = 1;

  constructor(lines: LineIndex) {
    this.#lines = lines;
  }

  get list(): readonly PolicyProblem[] {
    return this.#list;
  }

  /** Whether the limit of reported problems is reached. */
  get full(): boolean {
    return this.#list.length >= POLICY_LIMITS.problems;
  }

  add({ start }: Span, message: string): void {
    if (this.full) return;
    const place = this.#lines.placeOf(start);
    this.#list.push({
      policy: this.policy,
      ...place,
      message: excerpt(message, POLICY_LIMITS.problemLength),
    });
  }

  /** Returns the line where a span begins, from 1. */
  lineOf({ start }: Span): number {
    return this.#lines.placeOf(start).line;
  }

  /** Returns the entries of a map by key, and reports the keys that are not allowed there. */
  entries<Key extends string>(
    { entries }: SourceMap,
    allowed: readonly Key[],
    section: string,
  ): Partial<Readonly<Record<Key, SourceEntry>>> {
    const found: Partial<Record<Key, SourceEntry>> = {};
    for (const entry of entries) {
      const key = allowed.find((candidate) => candidate === entry.key);
      if (key !== undefined) found[key] = entry;
      else this.add(entry.keySpan, unknownKey(entry.key, allowed, section));
    }
    return found;
  }
}

function unknownKey(key: string, allowed: readonly string[], section: string): string {
  const similar = closest(key, allowed);
  const remedy = similar === undefined ? `Allowed: ${allowed.join(', ')}.` : `Did you mean "${similar}"?`;
  return `${section} contains the unknown key "${excerpt(key, 100)}". ${remedy}`;
}
