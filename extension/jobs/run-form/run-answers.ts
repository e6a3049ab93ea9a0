import type { JobOption } from '../../../protocol/routes/shapes/job-shapes.ts';

/** A file that a person chose for an option; it is uploaded when the job is run. */
export interface ChosenFile {
  /** Its address as a URI. */
  readonly uri: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** What was answered for one option: a value, or a file. */
export type OptionAnswer =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'file'; readonly file: ChosenFile };

export interface RunAnswers {
  readonly values: Record<string, string>;
  readonly files: Record<string, ChosenFile>;
}

/** The answers as a run is given them. What is empty is left out, unless a default would take its place. */
export function runAnswers(
  options: readonly JobOption[],
  answers: ReadonlyMap<string, OptionAnswer>,
): RunAnswers {
  const values: Record<string, string> = {};
  const files: Record<string, ChosenFile> = {};
  for (const option of options) {
    const answer = answers.get(option.name);
    if (answer?.kind === 'file') files[option.name] = answer.file;
    if (answer?.kind !== 'value') continue;
    const hasDefault = !option.secure && (option.value !== undefined || option.allSelected === true);
    if (answer.value !== '' || hasDefault) values[option.name] = answer.value;
  }
  return { values, files };
}
