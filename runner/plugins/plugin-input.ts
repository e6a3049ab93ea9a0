import * as z from 'zod';

/** The input of a plugin's program. */
export const PluginInput = z.object({
  provider: z.string(),
  /** Expanded. */
  configuration: z.record(z.string(), z.json()),
  values: z.record(z.string(), z.record(z.string(), z.string())),
  node: z.string().optional(),
  fetchAllowed: z.array(z.string()),
});
export type PluginInput = z.infer<typeof PluginInput>;

/**
 * Variables `OUTRUNNER_PLUGIN_0`, `_1` …: systems limit the length of a variable, and process listings show arguments.
 */
const PREFIX = 'OUTRUNNER_PLUGIN_';
/** Below 128 KiB, the longest variable of Linux. The text is ASCII, so a character is one byte. */
const PIECE = 96 * 1024;
/** Systems limit all variables and arguments together; Linux usually to 2 MiB. */
const LARGEST_INPUT = 1024 * 1024;

/** Returns the input as variables of the program's environment; undefined if it is too long. */
export function inputVariables(input: PluginInput): Record<string, string> | undefined {
  const text = Buffer.from(JSON.stringify(input)).toString('base64');
  if (text.length > LARGEST_INPUT) return undefined;
  const variables: Record<string, string> = {};
  for (let at = 0; at < text.length; at += PIECE)
    variables[`${PREFIX}${at / PIECE}`] = text.slice(at, at + PIECE);
  return variables;
}

/** Removes the input from an environment, so that no child process inherits it. Throws if it is damaged. */
export function takeInput(environment: NodeJS.ProcessEnv): PluginInput {
  let text = '';
  for (let index = 0; environment[`${PREFIX}${index}`] !== undefined; index++) {
    text += environment[`${PREFIX}${index}`];
    delete environment[`${PREFIX}${index}`];
  }
  return PluginInput.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
}
