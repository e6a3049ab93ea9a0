import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';

/** A file that the user chose for an option. It is uploaded when the job starts. */
export interface ChosenFile {
  /** The URI of the file. */
  readonly uri: string;
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
}

/** The answer for one option: a value or a file. */
export type OptionAnswer =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'file'; readonly file: ChosenFile };

/** The answers for all options, by option name. */
export interface RunAnswers {
  readonly values: Record<string, string>;
  readonly files: Record<string, ChosenFile>;
}

/** Returns the answers in the form that a run requires. Omits empty values, unless they override a default. */
export function runAnswers(
  options: readonly AskedOption[],
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
