import type { RuleCondition, StepRule } from './workflow-plan.ts';

/** An invalid line of a ruleset. */
export interface RuleProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** The line without surrounding white space, as offsets into the text. */
  readonly at: { readonly start: number; readonly end: number };
}

type Steps = StepRule['steps'];
type Reader = (rule: Writable) => string | undefined;

interface Writable {
  runAtStart: boolean;
  runInSequence: boolean;
  runAfter: (number | string)[];
  conditions: RuleCondition[];
}

/** Maximum number of steps of one rule: a short range like `1-100000` could expand to many. */
const MOST_STEPS = 10_000;

/**
 * Reads the rules of the `ruleset` strategy: `[1,3-5|*|Label] run-at-start|run-in-sequence|run-after:2[,3] if:…
 * unless:…`, one per line. A directive or condition with white space is enclosed in double quotes. The steps may be
 * enclosed in double quotes instead of brackets. Blank lines, and lines that begin with `#`, are skipped.
 */
export function parseRuleLines(text: string): { rules: StepRule[]; problems: RuleProblem[] } {
  const rules: StepRule[] = [];
  const problems: RuleProblem[] = [];
  let offset = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    const start = offset + line.indexOf(trimmed);
    offset += line.length + 1;
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const rule = parseRule(trimmed);
    const at = { start, end: start + trimmed.length };
    if (typeof rule === 'string') problems.push({ line: index + 1, message: rule, at });
    else rules.push(rule);
  }
  return { rules, problems };
}

function parseRule(line: string): StepRule | string {
  const [, spec, rest] = /^\[([^\]]*)\](.*)$/.exec(line) ?? /^"([^"]*)"(.*)$/.exec(line) ?? [];
  if (spec === undefined || rest === undefined)
    return 'A rule begins with its steps in brackets, like [1,3-5], [*] or [Label].';
  const named = parseSteps(spec);
  if ('problem' in named) return named.problem;
  const rule: Writable = { runAtStart: false, runInSequence: false, runAfter: [], conditions: [] };
  const words = wordsOf(rest);
  if (words.length === 0)
    return 'A rule must say when its steps run: add run-at-start, run-in-sequence, run-after:…, if:… or unless:…';
  for (const word of words) {
    const problem = readerOf(word)(rule);
    if (problem !== undefined) return problem;
  }
  return { steps: named.steps, ...rule };
}

function readerOf(word: string): Reader {
  if (word === 'run-at-start') {
    return (rule) => {
      rule.runAtStart = true;
      return undefined;
    };
  }
  if (word === 'run-in-sequence') {
    return (rule) => {
      rule.runInSequence = true;
      return undefined;
    };
  }
  const [, directive, given = ''] = /^(run-after|if|unless):(.*)$/s.exec(word) ?? [];
  if (directive === 'run-after') return (rule) => readRunAfter(rule, given);
  if (directive !== undefined) return (rule) => readCondition(rule, given, directive === 'if');
  return () =>
    `"${word}" is not a directive. Use run-at-start, run-in-sequence, run-after:…, if:… or unless:…, in double quotes if it contains a space.`;
}

function readRunAfter(rule: Writable, given: string): string | undefined {
  const named = parseSteps(given);
  if ('problem' in named || named.steps === 'all') return 'Write run-after:2 or run-after:2,3 or a label.';
  for (const step of named.steps) rule.runAfter.push(step);
  return undefined;
}

function readCondition(rule: Writable, given: string, wanted: boolean): string | undefined {
  const expression = given.trim();
  const unset = /^!\s*([^\s=!~<>]+)$/.exec(expression);
  if (unset?.[1] !== undefined) {
    rule.conditions.push({ wanted, key: unset[1], value: '', negated: true });
    return undefined;
  }
  const [, key, operator, value] =
    /^([^\s=!~<>]+)(?:\s*(==|!=|=~|!~|>=|<=|>|<)\s*(.*))?$/s.exec(expression) ?? [];
  if (key === undefined)
    return `"${expression}" is not a condition. Write option.env==prod, one of == != =~ !~ >= <= > <, or !option.env.`;
  rule.conditions.push({
    wanted,
    key,
    ...(operator === undefined ? {} : { operator: operator as NonNullable<RuleCondition['operator']> }),
    value: value ?? '',
    negated: false,
  });
  return undefined;
}

function parseSteps(spec: string): { steps: Steps } | { problem: string } {
  const parts = spec
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0)
    return { problem: 'The brackets name no step. Write [1], [1,3-5], [*] or [Label].' };
  if (parts.includes('*')) return { steps: 'all' };
  const steps: (number | string)[] = [];
  for (const part of parts) {
    const [, from, to] = /^(\d{1,9})\s*-\s*(\d{1,9})$/.exec(part) ?? [];
    if (from === undefined || to === undefined) {
      steps.push(/^\d{1,9}$/.test(part) ? Number(part) : part);
      continue;
    }
    const count = Number(to) - Number(from) + 1;
    if (count < 1 || steps.length + count > MOST_STEPS)
      return { problem: `"${part}" is not a range of steps.` };
    for (let step = Number(from); step < Number(from) + count; step += 1) steps.push(step);
  }
  return { steps };
}

/** Splits at white space, except within double quotes, which are dropped. */
function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(/(?:"[^"]*"|[^\s"]|"(?=[^"]*$))+/g), ([word]) => word.replaceAll('"', ''));
}
