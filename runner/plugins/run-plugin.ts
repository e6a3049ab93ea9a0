import { readConfiguration } from '../../job-language/plugins/step-plugin.ts';
import { explain, isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { ASSERT_TCP_PROVIDER } from './assert-tcp.ts';
import { COPY_FILE_PROVIDER } from './copy-file.ts';
import { HTTP_REQUEST_PROVIDER } from './http-request.ts';
import { LOG_DATA_PROVIDER } from './log-data.ts';
import type { PluginInput } from './plugin-input.ts';
import { type PluginRun, StepFailure, type StepProvider } from './provider.ts';
import { WAIT_PROVIDER } from './wait.ts';

/** The built-in plugins, except `localexec`, whose command is quoted and run like a command step. */
const PROVIDERS: readonly StepProvider[] = [
  COPY_FILE_PROVIDER,
  HTTP_REQUEST_PROVIDER,
  WAIT_PROVIDER,
  ASSERT_TCP_PROVIDER,
  LOG_DATA_PROVIDER,
];

/** Runs a plugin step. Resolves to its exit code. Writes errors to standard error. */
export async function runPlugin(
  input: PluginInput,
  surroundings: Pick<PluginRun<unknown>, 'environment' | 'output' | 'signal'>,
): Promise<number> {
  const { output, signal } = surroundings;
  const { provider: name, configuration: given, ...rest } = input;
  try {
    const provider = PROVIDERS.find(({ plugin }) => plugin.name === name);
    if (provider === undefined) throw new StepFailure(`This runner has no plugin "${name}".`);
    const read = readConfiguration(provider.plugin, given);
    if (read.kind === 'refused') throw new StepFailure(read.problem);
    return await provider.run({
      ...surroundings,
      ...rest,
      node: rest.node,
      configuration: read.configuration,
    });
  } catch (error) {
    if (signal.aborted) return 143;
    await output.error(`${name}: ${isOutrunnerError(error) ? explain(error) : problemOf(error)}\n`);
    return 1;
  }
}
