import { merge } from 'node-diff3';

/** Longer texts become one conflict, because the time of a merge grows with the square of the number of lines. */
const MOST_LINES = 5000;

/** The versions of a text to merge. */
export interface TextVersions {
  readonly base: string;
  readonly local: string;
  readonly remote: string;
}

/** Labels of the two sides, shown in conflict markers. */
export interface SideLabels {
  readonly local: string;
  readonly remote: string;
}

export interface MergedText {
  readonly text: string;
  /** Whether the text contains conflict markers. */
  readonly conflict: boolean;
}

/**
 * Merges the changes of both sides since `base`, line by line. Overlapping changes are enclosed in conflict markers.
 */
export function mergeTexts({ base, local, remote }: TextVersions, labels: SideLabels): MergedText {
  if (local === remote || remote === base) return { text: local, conflict: false };
  if (local === base) return { text: remote, conflict: false };
  const [of, ours, theirs] = [linesOf(base), linesOf(local), linesOf(remote)];
  const label = { a: labels.local, b: labels.remote };
  if (Math.max(of.length, ours.length, theirs.length) > MOST_LINES) return wholeConflict(ours, theirs, label);
  const { conflict, result } = merge(ours, of, theirs, { excludeFalseConflicts: true, label });
  return { text: result.map(String).join('\n'), conflict };
}

function linesOf(text: string): string[] {
  return text.split('\n');
}

function wholeConflict(
  ours: readonly string[],
  theirs: readonly string[],
  label: { readonly a: string; readonly b: string },
): MergedText {
  const lines = [`<<<<<<< ${label.a}`, ...ours, '=======', ...theirs, `>>>>>>> ${label.b}`, ''];
  return { text: lines.join('\n'), conflict: true };
}
