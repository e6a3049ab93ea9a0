import type { JobOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { OptionValuesAnswer } from '../../../protocol/routes/shapes/option-shapes.ts';
import type { Prompts } from '../../prompts/prompts.ts';

/** What is answered of the values of one option: them, or why they are not known. */
export type ListedValues = OptionValuesAnswer['options'][string];

/** What the form of a run asks with. */
export interface FormNeeds {
  readonly prompts: Prompts;
  /** The values that options have from addresses, with the values given so far. */
  readonly listValues: (given: Readonly<Record<string, string>>) => Promise<OptionValuesAnswer['options']>;
  /** Why an option cannot have a value, by the rules of the coordinator; `listed`: what was asked for. */
  readonly problemOf: (
    option: JobOption,
    value: string,
    listed: readonly string[] | undefined,
  ) => string | undefined;
  /** Name and size of a file. */
  readonly fileInfo: (uri: string) => Promise<{ readonly name: string; readonly size: number }>;
  /** Bytes that a file may have. */
  readonly fileLimit: number;
}
