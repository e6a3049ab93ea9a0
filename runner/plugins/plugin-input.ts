import * as z from 'zod';

/** The input of the program that runs plugin steps. */
export const PluginInput = z.object({
  provider: z.string(),
  /** The configuration with its references expanded. */
  configuration: z.record(z.string(), z.json()),
  values: z.record(z.string(), z.record(z.string(), z.string())),
  node: z.string().optional(),
  fetchAllowed: z.array(z.string()),
});
export type PluginInput = z.infer<typeof PluginInput>;

/**
 * Prefix of the variables `OUTRUNNER_PLUGIN_0`, `_1` and so on, which contain the input. Arguments would be shown in
 * process listings, and systems limit the length of a single variable.
 */
const PREFIX = 'OUTRUNNER_PLUGIN_';
/** Maximum length of a variable, below the 128 KiB of Linux. The text is ASCII, so a character is one byte. */
const PIECE = 96 * 1024;
/** Maximum length of the input. Systems limit the total size of variables and arguments, Linux usually to 2 MiB. */
const LARGEST_INPUT = 1024 * 1024;

/** Returns the input as environment variables of the program; undefined if it is too long. */
export function inputVariables(input: PluginInput): Record<string, string> | undefined {
  const text = Buffer.from(JSON.stringify(input)).toString('base64');
  if (text.length > LARGEST_INPUT) return undefined;
  const variables: Record<string, string> = {};
  for (let at = 0; at < text.length; at += PIECE)
    variables[`${PREFIX}${at / PIECE}`] = text.slice(at, at + PIECE);
  return variables;
}

/**
 * Reads the input and removes it from the environment, so that no child process inherits it. Throws if it is damaged.
 */
export function takeInput(environment: NodeJS.ProcessEnv): PluginInput {
  let text = '';
  for (let index = 0; environment[`${PREFIX}${index}`] !== undefined; index++) {
    text += environment[`${PREFIX}${index}`];
    delete environment[`${PREFIX}${index}`];
  }
  return PluginInput.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
}
