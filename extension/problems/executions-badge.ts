import * as l10n from '@vscode/l10n';
import { failedText, undeliveredText } from '../model/display-text.ts';
import type { Problems } from './problem-watch.ts';

/** Returns the badge of the Executions view, which counts the problems since the view was last visible. */
export function executionsBadge({
  failed,
  undelivered,
}: Pick<Problems, 'failed' | 'undelivered'>):
  | { readonly value: number; readonly tooltip: string }
  | undefined {
  const problems = [
    ...(failed === 0 ? [] : [failedText(failed)]),
    ...(undelivered === 0 ? [] : [undeliveredText(undelivered)]),
  ];
  if (problems.length === 0) return undefined;
  return {
    value: failed + undelivered,
    tooltip: l10n.t('{0} since this view was last visible', problems.join(', ')),
  };
}
