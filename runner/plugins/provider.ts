/**
 * The interface of plugin steps. A plugin step is a program that the keeper runs like any command, so output, cancel,
 * masks and exit code work as in any step. `docs/plugins.md` describes how to add a plugin.
 */
import type { ConfigurationOf, StepPlugin } from '../../job-language/plugins/step-plugin.ts';

/**
 * Output of a step. Text is written unchanged, without an added newline. Each call resolves once the text is written,
 * so that a slow reader slows the plugin down.
 */
export interface PluginOutput {
  readonly out: (text: string | Uint8Array) => Promise<void>;
  /** Writes to standard error. */
  readonly error: (text: string | Uint8Array) => Promise<void>;
}

/** The input and services of one run of a plugin step. */
export interface PluginRun<Configuration> {
  /**
   * The configuration, parsed by the plugin's schema, with references expanded. Contains secret values in plain text.
   */
  readonly configuration: Configuration;
  /** All values of the step by group and key, including secrets. The keeper masks them in the output. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Name of the step's node; absent if the step runs once for the whole workflow. */
  readonly node: string | undefined;
  /** The environment of a step, without the variables that contain the plugin's input. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Hosts, addresses and networks that may be fetched although they are loopback, link-local or metadata addresses. */
  readonly fetchAllowed: readonly string[];
  readonly output: PluginOutput;
  /** Aborts when the step is cancelled. The keeper ends the process after the grace period in any case. */
  readonly signal: AbortSignal;
}

/**
 * The code of one plugin. It resolves to the exit code; 0 means success. A rejection is reported and becomes exit code
 * 1.
 */
export interface StepProvider<Plugin extends StepPlugin = StepPlugin> {
  readonly plugin: Plugin;
  run(run: PluginRun<ConfigurationOf<Plugin>>): Promise<number>;
}

/** Thrown if a step cannot do its work. The message is a sentence for a person. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}
