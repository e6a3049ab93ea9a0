import { wholeMatch } from '../../support/patterns/whole-match.ts';
import { referencesIn } from '../expansion/reference.ts';
import { MOST_NESTED_CONDITIONALS } from '../format/conditional.ts';
import type { Step } from '../format/step.ts';
import { runsPerNode } from '../format/step-action.ts';
import { STEP_FORMS } from '../format/step-forms.ts';
import { type StepPlace, stepPlaces } from '../format/step-places.ts';
import { KNOWN_KEYS } from '../keys/known-keys.ts';
import type { Finding } from '../source/problem.ts';
import { placeAt, type SourcePath } from '../source/source-value.ts';
import type { ValidPart } from './valid-part.ts';

type Problem = readonly [
  severity: Finding['severity'],
  code: string,
  /** The key of the step that the problem is about, or the keys and indexes that lead to a value of it. */
  place: string | SourcePath | undefined,
  message: string,
];

/** Keys of a step that contain other steps. */
const STEPS_WITHIN = ['errorhandler', 'subSteps'];

/** Checks the steps of a job for contradictions, and for keys without effect. */
export function checkSteps({ job, source, isComplete }: ValidPart): Finding[] {
  const { strategy } = job.sequence;
  const hasStrategy = isComplete(['sequence', 'strategy']);
  return stepPlaces(job).flatMap((place) => {
    const { path, parentPath } = place;
    const isKnown = isComplete(path, STEPS_WITHIN);
    const isParentKnown = hasStrategy && isKnown && isComplete(parentPath, STEPS_WITHIN);
    const problems = [
      ...misplacedKeys(place),
      ...conditionalProblems(place, strategy),
      ...(isParentKnown ? parentProblems(place, strategy) : []),
      ...(isKnown ? idleKeys(place) : []),
    ];
    return problems.map(([severity, code, at, message]): Finding => {
      const isKey = typeof at !== 'object';
      const below = isKey ? [at].filter((key) => key !== undefined) : at;
      const form = STEP_FORMS.find((key) => place.step[key] !== undefined) ?? '';
      const marked = placeAt(source, [...path, ...(at === undefined ? [form] : below)], isKey);
      return { severity, code, message, ...marked, path: [...path, ...below] };
    });
  });
}

function misplacedKeys({ step, role }: StepPlace): Problem[] {
  if (role === 'step' && step.keepgoingOnSuccess === true) {
    const message =
      '"keepgoingOnSuccess" has an effect only in an error handler. Move it into "errorhandler".';
    return [['warning', 'no-effect', 'keepgoingOnSuccess', message]];
  }
  if (role === 'handler' && step.errorhandler !== undefined) {
    const message = 'An error handler of an error handler never runs. Remove it.';
    return [['warning', 'no-effect', 'errorhandler', message]];
  }
  return [];
}

/** Reports a step that runs once for the whole workflow, although the step that contains it runs on each node. */
function parentProblems({ step, role, parent }: StepPlace, strategy: string): Problem[] {
  if (parent === undefined || !runsPerNode(parent) || runsPerNode(step)) return [];
  if (role === 'handler') {
    if (strategy !== 'node-first') return [];
    const message =
      'The step runs on each node, but its error handler runs once for the whole workflow, which strategy: node-first does not support. Set nodeStep: true in the error handler, or set strategy: sequential.';
    return [['error', 'handler-not-on-nodes', undefined, message]];
  }
  const message =
    'The conditional runs on each node, but this step runs for the whole workflow, once for each node that meets the conditions. Set nodeStep: true on the step, or nodeStep: false on the conditional.';
  return [['warning', 'runs-for-each-node', undefined, message]];
}

function conditionalProblems({ step, depth }: StepPlace, strategy: string): Problem[] {
  const problems: Problem[] = [];
  if (step.type !== 'conditional') return problems;
  if (strategy === 'ruleset') {
    const message =
      'A conditional is not allowed in a workflow with strategy: ruleset. Use an "if:" in the rules.';
    problems.push(['error', 'conditional-in-ruleset', 'type', message]);
  }
  problems.push(...patternProblems(step));
  if (depth >= MOST_NESTED_CONDITIONALS) {
    const message = `Conditionals are nested more than ${MOST_NESTED_CONDITIONALS} levels deep. Move the inner ones to a separate job, and refer to it with "jobref".`;
    problems.push(['error', 'conditional-too-deep', 'type', message]);
  }
  return problems;
}

/** Reports patterns of conditions that cannot be matched in linear time. */
function patternProblems({ conditionGroups = [] }: Step): Problem[] {
  return conditionGroups.flatMap((group, index) =>
    group.flatMap(({ operator, value }, number): Problem[] => {
      if (operator !== 'matches' || referencesIn(value).length > 0) return [];
      const answer = wholeMatch(value, '');
      if (typeof answer !== 'string') return [];
      const message = `${capitalised(answer)}. The step fails when it is run.`;
      return [['warning', 'condition-pattern', ['conditionGroups', index, number, 'value'], message]];
    }),
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Keys that only some forms of a step use. */
const PARTICULAR_KEYS = KNOWN_KEYS.filter(
  ({ place, stepForms }) => place === 'step' && stepForms !== undefined,
);

function idleKeys({ step }: StepPlace): Problem[] {
  return PARTICULAR_KEYS.flatMap(({ key, stepForms = [] }): Problem[] => {
    const value = step[key];
    if (value === undefined || value === false || value === '') return [];
    if (stepForms.some((form) => step[form] !== undefined)) return [];
    const message = `"${key}" has an effect only in a step with "${stepForms.join('" or "')}". Remove it.`;
    return [['warning', 'no-effect', key, message]];
  });
}
