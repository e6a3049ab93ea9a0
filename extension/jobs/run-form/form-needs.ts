import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { OptionValuesAnswer } from '../../../protocol/routes/shapes/option-shapes.ts';
import type { Prompts } from '../../prompts/prompts.ts';

/** The values of one option from its URL, or why they could not be loaded. */
export type LoadedValues = OptionValuesAnswer['options'][string];

/** The services that the questions for options need. */
export interface FormNeeds {
  readonly prompts: Prompts;
  /** Loads the values that options have from URLs. `given` are the answers so far, by option. */
  readonly listValues: (given: Readonly<Record<string, string>>) => Promise<OptionValuesAnswer['options']>;
  /** Opens the coordinator's settings as a document, beside the open question. */
  readonly openSettings: () => Promise<void>;
  /**
   * Returns why an option rejects a value; undefined if the option accepts the value. `listed` are the option's values,
   * if they come from a URL.
   */
  readonly problemOf: (
    option: AskedOption,
    value: string,
    listed: readonly string[] | undefined,
  ) => string | undefined;
  /** Returns the name and the size in bytes of a file, by its URI. */
  readonly fileInfo: (uri: string) => Promise<{ readonly name: string; readonly size: number }>;
  /** Maximum size of a file, in bytes. */
  readonly fileLimit: number;
}
