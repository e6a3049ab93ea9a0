import * as z from 'zod';
import { choice, flag, map, number, optionalText, requiredNumber, requiredText } from './property.ts';
import { defineStepPlugin, type StepPlugin } from './step-plugin.ts';

const DAY_SECONDS = 86_400;

export const COPY_FILE = defineStepPlugin({
  name: 'copyfile',
  aliases: [],
  title: 'Copy File',
  description: 'Copies a file, or the files of a folder, from the host of the runner to the node.',
  configuration: z.object({
    sourcePath: requiredText(
      'Absolute path on the host of the runner: a file, or a folder with `recursive` or `pattern`',
    ),
    destinationPath: requiredText(
      'Path on the node. If it ends in "/", it is a folder and the file keeps its name. Missing folders are created',
    ),
    pattern: optionalText(
      'Pattern of the files to copy, relative to the source folder: `*.txt`, `**/*.txt`; `**` matches any folders',
    ),
    recursive: flag(
      false,
      'Copy the content of the source folder; with a pattern, also the folders that match',
    ),
    echo: flag(true, 'Print the copied files'),
  }),
});

export const LOCAL_EXEC = defineStepPlugin({
  name: 'localexec',
  aliases: [],
  title: 'Local Command',
  description: 'Runs a command on the host of the runner, regardless of the node.',
  configuration: z.object({
    command: requiredText('Command for `/bin/sh -c`; values are quoted as in a command step'),
  }),
});

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

export const HTTP_REQUEST = defineStepPlugin({
  name: 'http',
  aliases: ['edu.ohio.ais.rundeck.HttpWorkflowStepPlugin', 'edu.ohio.ais.rundeck.HttpWorkflowNodeStepPlugin'],
  title: 'HTTP Request',
  description:
    'Sends an HTTP request from the host of the runner. It fails if the status is 400 or above, unless another status is expected.',
  configuration: z.object({
    remoteUrl: requiredText('`http:` or `https:` address'),
    method: choice(HTTP_METHODS, 'GET', 'Method of the request'),
    headers: map('Headers: a map, or a text that contains a map as JSON or YAML'),
    body: optionalText('Body of the request'),
    timeout: number(
      30_000,
      { least: 1, most: DAY_SECONDS * 1000 },
      'Time limit of the whole request in milliseconds',
    ),
    authentication: choice(['None', 'Basic', 'OAuth 2.0'], 'None', '`Basic`; `OAuth 2.0` is refused'),
    username: optionalText('User name, with `Basic`'),
    password: optionalText(
      'Password, with `Basic`: a value (use a secure option), or the path of a runner key (`runner/…`). Other paths of key storage are refused',
    ),
    checkResponseCode: flag(false, 'Fail if the status is not the expected one'),
    responseCode: optionalText('Expected status, or several separated by commas'),
    printResponse: flag(false, 'Print the body of the response'),
    printResponseToFile: flag(false, 'Write the body of the response to a file'),
    file: optionalText('Absolute path of that file, on the host of the runner'),
    sslVerify: flag(true, '`false` is refused: certificates are always checked'),
    noSSLVerification: flag(false, '`true` is refused: certificates are always checked'),
    proxySettings: flag(false, '`true` is refused'),
    proxyIP: optionalText('Not used'),
    proxyPort: optionalText('Not used'),
    oauthTokenEndpoint: optionalText('Not used'),
    oauthValidateEndpoint: optionalText('Not used'),
  }),
  keyProperties: ['password'],
});

export const WAIT = defineStepPlugin({
  name: 'wait',
  aliases: [],
  title: 'Wait',
  description: 'Waits for some time.',
  configuration: z.object({
    seconds: requiredNumber({ least: 0, most: 31 * DAY_SECONDS }, 'Time to wait in seconds'),
  }),
});

export const ASSERT_TCP = defineStepPlugin({
  name: 'assert-tcp',
  aliases: ['wait-for-port'],
  title: 'Wait for a TCP port',
  description:
    'Waits until a TCP port accepts connections from the host of the runner, and fails after a timeout.',
  configuration: z.object({
    host: requiredText('Name or address'),
    port: requiredNumber({ least: 1, most: 65_535, whole: true }, 'TCP port'),
    timeout: number(60, { least: 0, most: 31 * DAY_SECONDS }, 'Seconds until the step fails; 0 tries once'),
    interval: number(1, { least: 0.05, most: 3600 }, 'Seconds between two tries'),
  }),
});

export const LOG_DATA = defineStepPlugin({
  name: 'log-data',
  aliases: ['log-data-step'],
  title: 'Log Data',
  description: 'Prints the values that the step receives, with secrets masked.',
  configuration: z.object({
    debugOnly: flag(false, 'Only in an execution with the log level DEBUG'),
  }),
});

/** Ends the workflow in which it runs. */
export const FLOW_CONTROL = defineStepPlugin({
  name: 'flow-control',
  aliases: [],
  title: 'Flow Control',
  description:
    'Halts the workflow: no further step starts. The coordinator executes it, once for the workflow.',
  configuration: z.object({
    halt: flag(false, 'Halt the workflow; `false` has no effect'),
    fail: flag(true, 'Without `status`: `true` fails the workflow, `false` ends it with success'),
    status: optionalText(
      'Status of the execution: `succeeded`, `failed`, `aborted`, or a custom status. In a referenced job, any status but `succeeded` fails the step with the reference',
    ),
  }),
  ofCoordinator: true,
});

export const BUILT_IN_PLUGINS: readonly StepPlugin[] = [
  COPY_FILE,
  LOCAL_EXEC,
  HTTP_REQUEST,
  WAIT,
  ASSERT_TCP,
  LOG_DATA,
  FLOW_CONTROL,
];

/** Returns the plugin of a step's `type`, by its name or an alias. */
export function findPlugin(type: string): StepPlugin | undefined {
  return BUILT_IN_PLUGINS.find((plugin) => plugin.name === type || plugin.aliases.includes(type));
}
