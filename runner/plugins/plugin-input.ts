import { z } from 'zod';

/** What a plugin's program is given. */
export const PluginInput = z.object({
  provider: z.string(),
  /** Expanded. */
  configuration: z.record(z.string(), z.json()),
  values: z.record(z.string(), z.record(z.string(), z.string())),
  node: z.string().optional(),
  fetchAllowed: z.array(z.string()),
});
export type PluginInput = z.infer<typeof PluginInput>;

/** Variables `OUTRUNNER_PLUGIN_0`, `_1` …: a system bounds the length of one, and arguments are seen by everybody. */
const PREFIX = 'OUTRUNNER_PLUGIN_';
/** Below 128 KiB, the longest variable of Linux. In UTF-8 a character of the text takes one byte: it is ASCII. */
const PIECE = 96 * 1024;
/** Systems bound all variables and arguments together, Linux commonly at 2 MiB. */
const LARGEST_INPUT = 1024 * 1024;

/** The input as variables of the program's environment; undefined where it is too long for one. */
export function inputVariables(input: PluginInput): Record<string, string> | undefined {
  const text = Buffer.from(JSON.stringify(input)).toString('base64');
  if (text.length > LARGEST_INPUT) return undefined;
  const variables: Record<string, string> = {};
  for (let at = 0; at < text.length; at += PIECE)
    variables[`${PREFIX}${at / PIECE}`] = text.slice(at, at + PIECE);
  return variables;
}

/** Takes the input out of an environment, so that nothing that is started from here inherits it. Throws where it is damaged. */
export function takeInput(environment: NodeJS.ProcessEnv): PluginInput {
  let text = '';
  for (let index = 0; environment[`${PREFIX}${index}`] !== undefined; index++) {
    text += environment[`${PREFIX}${index}`];
    delete environment[`${PREFIX}${index}`];
  }
  return PluginInput.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
}
