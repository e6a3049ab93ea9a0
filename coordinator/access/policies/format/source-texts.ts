import { isNull, type SourceScalar, type SourceValue } from '../../../../job-language/source/source-value.ts';
import type { PolicyProblems } from './policy-problems.ts';

/** Returns a text, or a list of texts, as a list, and reports other values. Null counts as an empty list. */
export function stringsOf(value: SourceValue, problem: string, problems: PolicyProblems): readonly string[] {
  return itemsOf(value).flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '') return [item.value];
    problems.add(item.span, problem);
    return [];
  });
}

/** Like {@link stringsOf}, but accepts numbers and booleans, as the file writes them. */
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
