import * as z from 'zod';
import { KEY_NOTES } from './key-notes.ts';
import { optionNameProblem } from './option-name.ts';
import { Flag, Text, TextMap, WholeNumber } from './scalar-schemas.ts';

const AuthenticationType = z.enum(['BASIC', 'API_KEY', 'BEARER_TOKEN']);

/** `configRemoteUrl` of an option: how its values are requested from a URL. */
const RemoteUrl = z.looseObject({
  authenticationType: AuthenticationType.optional().describe('BASIC, API_KEY or BEARER_TOKEN'),
  username: Text.optional().describe('User, with BASIC'),
  passwordStoragePath: Text.optional()
    .describe('Key with the password, for BASIC')
    .register(KEY_NOTES, { choices: 'key-paths' }),
  keyName: Text.optional().describe('Name of the header or parameter, with API_KEY'),
  tokenStoragePath: Text.optional()
    .describe('Key with the token, for API_KEY and BEARER_TOKEN')
    .register(KEY_NOTES, { choices: 'key-paths' }),
  apiTokenReporter: z
    .enum(['HEADER', 'QUERY_PARAM'])
    .optional()
    .describe('Where the token goes, with API_KEY: HEADER or QUERY_PARAM'),
  jsonFilter: Text.optional().describe('Path to the values within the answer'),
});

/** An option of a job: an input of its runs. Unlisted keys are kept. */
export const JobOption = z
  .looseObject({
    name: Text.refine((name) => optionNameProblem(name) === undefined, {
      error: ({ input }) => optionNameProblem(String(input)),
    })
      .describe('Name: ${option.NAME}')
      .register(KEY_NOTES, {
        difference:
          'At most 255 letters, digits, `_`, `.` and `-`, since it becomes a variable; not `__proto__`.',
      }),
    label: Text.optional().describe('Label that is shown instead of the name'),
    description: Text.optional().describe('Description for the run form, in Markdown'),
    required: Flag.default(false).describe('A run without a value is refused'),
    value: Text.optional().describe('Default').register(KEY_NOTES, {
      difference:
        'The check warns about the default of a secure option, because everybody who can read the job can read it.',
    }),
    values: z
      .union([z.array(Text), Text])
      .optional()
      .describe('Values to choose from'),
    valuesListDelimiter: Text.optional().describe('Separator of the values if they are one text'),
    enforced: Flag.default(false).describe('Only these values are accepted').register(KEY_NOTES, {
      difference: 'Refused without `values` or `valuesUrl`, because no run could start.',
    }),
    regex: Text.optional().describe('Pattern that a value must match as a whole').register(KEY_NOTES, {
      difference:
        'Runs in linear time. Look-around and back-references run in a separate thread, with a limit of 100 ms, so that a pattern cannot stop the coordinator.',
    }),
    multivalued: Flag.default(false).describe('Several values may be given'),
    delimiter: Text.optional().describe('Separator between several values'),
    secure: Flag.default(false).describe('Hidden on entry, masked in output'),
    valueExposed: Flag.default(false).describe('Steps may read the secure value'),
    hidden: Flag.default(false).describe('Hidden on the run form'),
    sortIndex: WholeNumber.optional().describe('Position on the run form'),
    sortValues: Flag.default(false)
      .describe('The run form sorts the values')
      .register(KEY_NOTES, { isHarmless: true }),
    multivalueAllSelected: Flag.default(false)
      .describe('The run form preselects all values')
      .register(KEY_NOTES, { isHarmless: true }),
    isDate: Flag.default(false).describe('The value is a date'),
    dateFormat: Text.optional().describe(
      'Format of the date as in moment.js, for example MM/DD/YYYY hh:mm a',
    ),
    type: Text.optional()
      .describe('text, or file for an uploaded file')
      .register(KEY_NOTES, {
        choices: [
          ['text', 'A value that is typed or chosen'],
          ['file', 'A file that is uploaded for the run'],
        ],
        difference: '`file` works on every runner. In Rundeck, it works only on the server.',
      }),
    config: TextMap.optional().describe('Configuration of an upload'),
    storagePath: Text.optional()
      .describe('Path in key storage of the default value')
      .register(KEY_NOTES, { choices: 'key-paths' }),
    valuesUrl: Text.optional()
      .describe('URL of a JSON list of values; may contain ${option.other.value}')
      .register(KEY_NOTES, {
        references: 'url-of-values',
        difference:
          'Loopback, link-local and metadata addresses are refused unless `fetch.allowed` lists them.',
      }),
    configRemoteUrl: RemoteUrl.optional().describe('How the URL of the values is requested'),
    remoteUrlAuthenticationType: AuthenticationType.optional().describe(
      'Same as authenticationType in configRemoteUrl',
    ),
    optionValuesPluginType: Text.optional().describe('Plugin that provides the values').register(KEY_NOTES, {
      remedy: 'Give it "values" or "valuesUrl".',
      difference: 'Java plugins are not loaded.',
    }),
  })
  .transform(({ remoteUrlAuthenticationType: authenticationType, ...option }) => ({
    ...option,
    ...(authenticationType === undefined
      ? {}
      : { configRemoteUrl: { authenticationType, ...option.configRemoteUrl } }),
    values: listOf(option.values, option.valuesListDelimiter),
  }))
  .superRefine((option, context) => {
    const add = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if (option.multivalued && (option.delimiter ?? '') === '') {
      add(
        'multivalued',
        `Option "${option.name}" takes several values and has no delimiter. Add delimiter: ','.`,
      );
    }
    if (!option.enforced || hasRemoteValues(option)) return;
    if (option.values.length === 0)
      add('enforced', `Option "${option.name}" is enforced and has no values to choose from. Add values.`);
  });
export type JobOption = z.output<typeof JobOption>;

/** Returns whether the allowed values of an option come from a URL or a plugin instead of the job. */
export function hasRemoteValues(option: {
  readonly valuesUrl?: string | undefined;
  readonly optionValuesPluginType?: string | undefined;
}): boolean {
  return (option.valuesUrl ?? '').trim() !== '' || (option.optionValuesPluginType ?? '').trim() !== '';
}

/** Returns the values in the text of an option: several only if the option is multivalued. */
export function valuesOf(
  option: { multivalued: boolean; delimiter?: string | undefined },
  given: string,
): string[] {
  if (!option.multivalued || option.delimiter === undefined || option.delimiter === '') return [given];
  return given.split(option.delimiter).filter((value) => value !== '');
}

function listOf(values: readonly string[] | string | undefined, delimiter: string | undefined): string[] {
  if (values === undefined) return [];
  if (typeof values !== 'string') return [...values];
  const parts = values.split(delimiter === undefined || delimiter === '' ? ',' : delimiter);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

export const JobOptions = z.array(JobOption).superRefine((options, context) => {
  const names = new Set<string>();
  for (const [index, { name }] of options.entries()) {
    if (names.has(name)) {
      const message = `Option "${name}" is defined twice. Rename one of them.`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    }
    names.add(name);
  }
});
