import * as l10n from '@vscode/l10n';
import { stepPlace } from '../../model/display-text.ts';
import type { OperationLines, OutputLayout } from './output-layout.ts';

/** Lines that an editor can fold. Both ends are included. */
export interface OutputFold {
  readonly first: number;
  readonly last: number;
}

/** An entry of the outline: a step with its nodes, or a node. */
export interface OutlineEntry extends OutputFold {
  readonly name: string;
  readonly detail: string;
  readonly children: readonly OutlineEntry[];
}

/** Default of VS Code for the maximum number of folds. */
const MOST_FOLDS = 5000;

/**
 * Returns the folds of a document: consecutive lines of a step, and within them consecutive lines of a node. Omits the
 * nodes if there are too many folds.
 */
export function outputFolds({ runs }: Pick<OutputLayout, 'runs'>): readonly OutputFold[] {
  const steps: { place: string; first: number; last: number }[] = [];
  for (const { stepctx, first, last } of runs) {
    const { place } = stepPlace(stepctx);
    const step = steps.at(-1);
    if (step !== undefined && step.place === place) step.last = last;
    else steps.push({ place, first, last });
  }
  const inStep = steps.filter(({ place }) => place !== '').filter(isFoldable);
  const whole = new Set(inStep.map(({ first, last }) => `${first} ${last}`));
  const inNode = runs.filter(
    (run) => run.stepctx !== '' && isFoldable(run) && !whole.has(`${run.first} ${run.last}`),
  );
  const folds = inStep.length + inNode.length > MOST_FOLDS ? inStep : [...inStep, ...inNode];
  return folds.map(({ first, last }) => ({ first, last })).sort((a, b) => a.first - b.first);
}

/** Returns the steps of a document, each with the nodes it ran on. */
export function outputOutline({ operations }: Pick<OutputLayout, 'operations'>): readonly OutlineEntry[] {
  const steps = new Map<string, OperationLines[]>();
  for (const operation of operations) {
    const { place } = stepPlace(operation.stepctx);
    if (place === '') continue;
    const known = steps.get(place);
    if (known === undefined) steps.set(place, [operation]);
    else known.push(operation);
  }
  return [...steps].map(([place, on]) => ({
    name: l10n.t('Step {0}', place),
    detail: on.some(hasFailed) ? l10n.t('failed') : '',
    first: Math.min(...on.map(({ first }) => first)),
    last: Math.max(...on.map(({ last }) => last)),
    children: on
      .filter(({ node }) => node !== '')
      .map((lines) => ({
        name: lines.node,
        detail: hasFailed(lines) ? l10n.t('failed') : '',
        first: lines.first,
        last: lines.last,
        children: [],
      })),
  }));
}

function hasFailed({ failure }: OperationLines): boolean {
  return failure !== undefined;
}

function isFoldable({ first, last }: OutputFold): boolean {
  return last > first;
}
