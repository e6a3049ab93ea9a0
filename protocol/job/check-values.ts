import { environmentName } from '../expansion/environment.ts';
import { optionPattern } from '../expansion/options/option-pattern.ts';
import { referencesIn } from '../expansion/reference.ts';
import { Tag } from '../ids.ts';
import { checkSchedule } from '../schedule/check-schedule.ts';
import type { Job } from './job.ts';
import type { Finding } from './problem.ts';
import { selectorParts } from './runner-selector.ts';
import { type SourceMap, spanAt } from './source/source-value.ts';
import { unknownUnits } from './timeout.ts';

type Report = (
  severity: Finding['severity'],
  code: string,
  path: (string | number)[],
  message: string,
) => void;

/**
 * Looks at values of a well-formed job that no run could use, or would use otherwise than they look.
 *
 * @param now epoch ms: a schedule may be over
 */
export function checkValues(
  job: Job,
  source: SourceMap,
  path: readonly (string | number)[],
  now: number,
): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (severity, code, within, message) =>
    findings.push({ severity, code, message, span: spanAt(source, within), path: [...path, ...within] });
  checkOptions(job, report);
  checkTimeout(job, report);
  checkSelector(job, report);
  for (const { severity, code, path: within, message } of checkSchedule(job, now)) {
    report(severity, code, [...within], message);
  }
  return findings;
}

function checkOptions({ options }: Job, report: Report): void {
  const variables = new Map<string, string>();
  for (const [index, option] of options.entries()) {
    const pattern = optionPattern(option.regex ?? '');
    if ('problem' in pattern) {
      const code = pattern.unsupported ? 'not-executed-yet' : 'invalid-pattern';
      report(
        'error',
        code,
        ['options', index, 'regex'],
        `The pattern of option "${option.name}" cannot be used: ${pattern.problem}. Write it otherwise.`,
      );
    }
    if (/\$\{DATE[:+-]/.test(option.value ?? '')) {
      report(
        'error',
        'not-executed-yet',
        ['options', index, 'value'],
        '"${DATE…}" is not executed yet. Remove it to import the job.',
      );
    }
    const variable = environmentName('option', option.name);
    const other = variables.get(variable);
    if (other !== undefined && other !== option.name) {
      report(
        'warning',
        'same-variable',
        ['options', index, 'name'],
        `Options "${other}" and "${option.name}" share the variable ${variable}, which holds the later one's value. Rename one of them.`,
      );
    }
    variables.set(variable, option.name);
    if (option.hidden && option.required && option.value === undefined) {
      report(
        'warning',
        'hidden-without-value',
        ['options', index, 'hidden'],
        `Option "${option.name}" is required, hidden, and has no default: the run form cannot fill it. Give it a value.`,
      );
    }
  }
}

function checkTimeout({ timeout }: Job, report: Report): void {
  if (timeout === undefined || referencesIn(timeout).length > 0) return;
  for (const unit of unknownUnits(timeout.trim())) {
    report(
      'warning',
      'unknown-unit',
      ['timeout'],
      `"${unit}" is no unit of a timeout, so its amount counts nothing. Use s, m, h, d, w or y.`,
    );
  }
}

function checkSelector({ runnerSelector }: Job, report: Report): void {
  for (const tag of selectorParts(runnerSelector).tags) {
    if (tag.includes('${') || Tag.safeParse(tag).success) continue;
    report(
      'warning',
      'impossible-tag',
      ['runnerSelector', 'filter'],
      `No runner can carry the tag "${tag}": tags are a-z, 0-9 and . _ -, at most 64 characters.`,
    );
  }
}
