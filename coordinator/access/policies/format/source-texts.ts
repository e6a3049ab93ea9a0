import { isNull, type SourceScalar, type SourceValue } from '../../../../job-language/source/source-value.ts';
import type { PolicyProblems } from './policy-problems.ts';

/**
 * Returns the strings in a value: a single string, or a list of strings. Reports other values. Null is an empty list.
 */
export function stringsOf(value: SourceValue, problem: string, problems: PolicyProblems): readonly string[] {
  return itemsOf(value).flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '') return [item.value];
    problems.add(item.span, problem);
    return [];
  });
}

/** Like {@link stringsOf}, but also accepts numbers and booleans, and returns them as they are written in the file. */
export function scalarTextsOf(
  value: SourceValue,
  problem: string,
  problems: PolicyProblems,
): readonly string[] {
  return itemsOf(value).flatMap((item) => {
    if (item.kind === 'scalar' && item.value !== null) return [textAsWritten(item)];
    problems.add(item.span, problem);
    return [];
  });
}

/** Returns a scalar as the file writes it, so that `yes` and `1.10` keep their spelling. */
export function textAsWritten({ value, written }: SourceScalar): string {
  return written ?? String(value);
}

function itemsOf(value: SourceValue): readonly SourceValue[] {
  if (isNull(value)) return [];
  return value.kind === 'list' ? value.items : [value];
}
