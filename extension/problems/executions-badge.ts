import { counted } from '../model/display-text.ts';
import type { Problems } from './problem-watch.ts';

/** Returns the badge of the Executions view, which counts the problems since the view was last visible. */
export function executionsBadge({
  failed,
  undelivered,
}: Pick<Problems, 'failed' | 'undelivered'>):
  | { readonly value: number; readonly tooltip: string }
  | undefined {
  const problems = [
    ...(failed === 0 ? [] : [`${counted(failed, 'execution')} failed`]),
    ...(undelivered === 0 ? [] : [`${counted(undelivered, 'execution')} with undelivered notifications`]),
  ];
  if (problems.length === 0) return undefined;
  return { value: failed + undelivered, tooltip: `${problems.join(', ')} since this view was last visible` };
}
