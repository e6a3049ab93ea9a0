import { Tag } from '../../protocol/ids.ts';
import { wholeMatch } from '../../support/patterns/whole-match.ts';
import { referencesIn } from '../expansion/reference.ts';
import { unknownUnits } from '../format/duration.ts';
import type { Job } from '../format/job.ts';
import { selectorParts } from '../format/runner-selector.ts';
import { stepPlaces } from '../format/step-places.ts';
import { rulesetText } from '../format/workflow.ts';
import { parseRuleLines } from '../plan/rule-lines.ts';
import { isTyped } from '../runner-filter/parse-runner-filter.ts';
import { checkSchedule } from '../schedules/check-schedule.ts';
import type { Finding, MarkedPart } from '../source/problem.ts';
import { entryOf, placeAt, plainValue, type SourceMap, type SourcePath } from '../source/source-value.ts';
import { checkOptionValues } from './check-option-values.ts';
import { textsOfKeys } from './texts-of-keys.ts';
import type { ValidPart } from './valid-part.ts';

/** Receives a finding. The path leads from the job to its position. */
export type Report = (
  severity: Finding['severity'],
  code: string,
  path: SourcePath,
  message: string,
  part?: MarkedPart,
) => void;

/**
 * Reports values of a job that no run can use, and values whose effect differs from their apparent meaning.
 *
 * @param now epoch ms, to recognise a schedule that has ended
 */
export function checkValues(part: ValidPart, now: number): Finding[] {
  const { job, source } = part;
  const findings: Finding[] = [];
  const report: Report = (severity, code, within, message, part) =>
    findings.push({
      part,
      severity,
      code,
      message,
      ...placeAt(source, within, code === 'no-effect'),
      path: within,
    });
  checkIdentity(source, report);
  checkOptionValues(part, report);
  checkFireTimes(part, now, report);
  checkDurations(job, report);
  checkSelector(job, report);
  checkNodes(part, report);
  checkRules(part, report);
  return findings;
}

function checkIdentity(source: SourceMap, report: Report): void {
  const [uuid, id] = [entryOf(source, 'uuid'), entryOf(source, 'id')].map(
    (entry) => entry && plainValue(entry.value),
  );
  if (uuid === undefined || id === undefined || String(uuid) === String(id)) return;
  const message = `uuid "${uuid}" and id "${id}" differ. The uuid identifies the job: remove the id.`;
  report('warning', 'two-identities', ['id'], message);
}

function checkFireTimes({ job, isComplete }: ValidPart, now: number, report: Report): void {
  if (!isComplete(['timeZone'])) return;
  const checked = isComplete(['schedule']) ? job : { timeZone: job.timeZone };
  for (const { severity, code, path, message } of checkSchedule(checked, now))
    report(severity, code, path, message);
}

const durations = textsOfKeys(({ isDuration }) => isDuration === true);

function checkDurations(job: Job, report: Report): void {
  const ofSteps = stepPlaces(job).flatMap(({ step, path }) => durations(step, 'step', path));
  for (const { path, text } of [...durations(job, 'job', []), ...ofSteps]) {
    if (referencesIn(text).length > 0) continue;
    for (const unit of unknownUnits(text.trim())) {
      const message = `"${unit}" is not a unit of time, so its amount is ignored. Use s, m, h, d, w or y.`;
      report('warning', 'unknown-unit', path, message);
    }
  }
}

function checkSelector({ runnerSelector }: Job, report: Report): void {
  const { tags, expression } = selectorParts(runnerSelector);
  const typed = expression === undefined && isTyped(tags.join(','));
  const remedy = typed ? ' For a filter with and, or, not or attributes, set runnerFilterMode: FILTER.' : '';
  for (const tag of tags) {
    if (/\$\{|\*/.test(tag) || Tag.safeParse(tag).success) continue;
    report(
      'warning',
      'impossible-tag',
      ['runnerSelector', 'filter'],
      `No runner can have the tag "${tag}": a tag has 1 to 64 characters, which are a-z, 0-9, ".", "_" or "-".${remedy}`,
    );
  }
}

function checkNodes({ job, isComplete }: ValidPart, report: Report): void {
  const { nodefilters, orchestrator, maxMultipleExecutions, multipleExecutions } = job;
  const threads = nodefilters?.dispatch.threadcount.trim() ?? '';
  if (threads !== '' && !/^\d+$/.test(threads) && referencesIn(threads).length === 0) {
    const message = `The thread count "${threads}" is not valid. Set a whole number, or a reference such as "\${option.x}".`;
    report('error', 'invalid-value', ['nodefilters', 'dispatch', 'threadcount'], message);
  }
  if (orchestrator !== undefined && nodefilters?.filter === undefined && isComplete(['nodefilters'])) {
    const message =
      'The orchestrator has no nodes to choose from: the job has no node filter. Add "nodefilters" with a "filter", or remove the orchestrator.';
    report('warning', 'no-effect', ['orchestrator'], message);
  }
  const isLimited = (maxMultipleExecutions ?? '').trim() !== '';
  if (isLimited && !multipleExecutions && isComplete(['multipleExecutions'])) {
    const message =
      'The job runs once at a time, so "maxMultipleExecutions" has no effect. Add multipleExecutions: true.';
    report('warning', 'no-effect', ['maxMultipleExecutions'], message);
  }
}

/** Comparisons with a pattern. */
const PATTERN_OPERATORS: ReadonlySet<string> = new Set(['=~', '!~', 'matches']);

function checkRules({ job: { sequence }, isComplete }: ValidPart, report: Report): void {
  if (sequence.strategy !== 'ruleset') return;
  const path = ['sequence', 'pluginConfig', 'WorkflowStrategy', 'ruleset'];
  const text = rulesetText(sequence);
  if (text.trim() === '' && isComplete(['sequence', 'pluginConfig'])) {
    const message =
      'The workflow has strategy: ruleset but no rules, so no step would run. Write rules under pluginConfig.WorkflowStrategy.ruleset.rules, or set strategy: sequential.';
    report('warning', 'no-rules', ['sequence', 'strategy'], message);
  }
  const { rules, problems } = parseRuleLines(text);
  for (const { line, message, at } of problems) {
    report('error', 'invalid-rule', [...path, 'rules'], `Line ${line} of the rules: ${message}`, {
      text,
      at,
    });
  }
  for (const { operator, value } of rules.flatMap(({ conditions }) => conditions)) {
    if (operator === undefined || !PATTERN_OPERATORS.has(operator) || referencesIn(value).length > 0)
      continue;
    const answer = wholeMatch(value, '');
    if (typeof answer !== 'string') continue;
    const start = text.indexOf(value);
    const at = { start, end: start + value.length };
    const message = `A condition in the rules is never true: ${answer}.`;
    report('warning', 'condition-pattern', [...path, 'rules'], message, { text, at });
  }
}
