/**
 * A plugin step is a program: the keeper runs it like any command, so output, cancel, masks and exit code work like
 * those of any step. The program calls this interface; `docs/plugins.md` describes how to add a plugin.
 */
import type { ConfigurationOf, StepPlugin } from '../../job-language/plugins/step-plugin.ts';

/**
 * Output of a step: text is written unchanged, without an added line end. Resolves once it is written, so that a slow
 * reader slows the plugin down.
 */
export interface PluginOutput {
  readonly out: (text: string | Uint8Array) => Promise<void>;
  /** Standard error. */
  readonly error: (text: string | Uint8Array) => Promise<void>;
}

/** The input and services of one run of a plugin step. */
export interface PluginRun<Configuration> {
  /** Parsed by the plugin's schema, with references expanded. It contains secret values in plain text. */
  readonly configuration: Configuration;
  /** All values of the step by group and key, including secrets, which are masked in the output. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Name of the step's node; absent: the step runs once for the whole workflow. */
  readonly node: string | undefined;
  /** The environment of a step, without the variables of this program. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * Hosts, addresses and networks that may be fetched from although they are loopback, link-local or metadata
   * addresses.
   */
  readonly fetchAllowed: readonly string[];
  readonly output: PluginOutput;
  /** Aborts when the step is cancelled. The process is ended after the grace period in any case. */
  readonly signal: AbortSignal;
}

/** The code of one plugin. It resolves to the exit code, 0 for success. Errors are reported and become exit code 1. */
export interface StepProvider<Plugin extends StepPlugin = StepPlugin> {
  readonly plugin: Plugin;
  run(run: PluginRun<ConfigurationOf<Plugin>>): Promise<number>;
}

/** Why a step cannot do what it is asked, as a sentence for a person. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}
