import { parseQuartzField, QUARTZ_FIELDS, type QuartzField, type QuartzFieldName } from './quartz-field.ts';

/** A parsed Quartz expression. Exactly one of its day fields is unspecified. */
export type QuartzExpression = Readonly<Record<QuartzFieldName, QuartzField>>;

export interface QuartzProblem {
  /** Absent: the problem concerns the whole expression. */
  readonly field?: QuartzFieldName;
  readonly message: string;
}

export type ParsedQuartz =
  | { readonly kind: 'expression'; readonly expression: QuartzExpression }
  | { readonly kind: 'problems'; readonly problems: readonly QuartzProblem[] };

/** Parses a Quartz expression of six or seven fields. Returns all problems. */
export function parseQuartz(text: string): ParsedQuartz {
  const written = text.trim().split(/\s+/);
  if (written.length < 6 || written.length > 7) {
    const count = text.trim() === '' ? 0 : written.length;
    const message = `It has ${count} fields; there are 6 or 7: seconds, minutes, hours, day of month, month, day of week and, optionally, year.`;
    return { kind: 'problems', problems: [{ message }] };
  }
  const problems: QuartzProblem[] = [];
  const field = (name: QuartzFieldName): QuartzField => {
    const parsed = parseQuartzField(name, written[QUARTZ_FIELDS.indexOf(name)] ?? '*');
    if (parsed.kind !== 'problem') return parsed;
    problems.push({ field: name, message: `Its ${name} cannot be used: ${parsed.problem}.` });
    return { kind: 'any' };
  };
  const expression: QuartzExpression = {
    seconds: field('seconds'),
    minutes: field('minutes'),
    hours: field('hours'),
    'day of month': field('day of month'),
    month: field('month'),
    'day of week': field('day of week'),
    year: field('year'),
  };
  const unspecified = [expression['day of month'], expression['day of week']].filter(
    ({ kind }) => kind === 'unspecified',
  );
  if (problems.length === 0 && unspecified.length !== 1) {
    const what = unspecified.length === 0 ? 'Both day of month and day of week are' : 'No day is';
    problems.push({ message: `${what} given. Write "?" for exactly one of them.` });
  }
  return problems.length === 0 ? { kind: 'expression', expression } : { kind: 'problems', problems };
}
