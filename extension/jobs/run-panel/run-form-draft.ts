import * as z from 'zod';
import { LONGEST_DRAFT, RunSettings } from '../../../protocol/webview/run-form.ts';
import { RememberedRun } from './remembered-runs.ts';

/** The inputs of a form that was not run yet. Contains neither secure values nor files. */
export const RunFormDraft = z.object({
  run: RememberedRun,
  startAt: RunSettings.shape.startAt,
  /** The options for which the user chose a file. */
  files: z.array(z.string()),
});
export type RunFormDraft = z.infer<typeof RunFormDraft>;

/** Returns the draft as a text that the page keeps; empty if it is too long, so that the page deletes an earlier one. */
export function draftText(draft: RunFormDraft): string {
  const text = JSON.stringify(draft);
  return text.length > LONGEST_DRAFT ? '' : text;
}

/** Returns the draft that a page kept; undefined if the text is invalid, for example from another version. */
export function parsedDraft(text: string | undefined): RunFormDraft | undefined {
  if (text === undefined) return undefined;
  try {
    return RunFormDraft.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
