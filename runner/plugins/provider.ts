/**
 * A plugin step is a program: the keeper runs it like any command, so that its output, its cancel, its masks and its exit
 * code are those of any step. This is what the program calls; `docs/plugins.md` tells how to add one.
 */
import type { ConfigurationOf, StepPlugin } from '../../job-language/plugins/step-plugin.ts';

/** What a step prints: text as it is, a line end is the caller's. Resolves once it is taken, so nothing piles up. */
export interface PluginOutput {
  readonly out: (text: string | Uint8Array) => Promise<void>;
  /** Standard error. */
  readonly error: (text: string | Uint8Array) => Promise<void>;
}

/** What one run of a plugin step has to hand. */
export interface PluginRun<Configuration> {
  /** Read by the plugin's schema, its references expanded. Secret values stand in it as they are. */
  readonly configuration: Configuration;
  /** All values of the step by group and key, secret ones too: their text is masked in the output. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Name of the node it runs for; absent: it runs once for the whole workflow. */
  readonly node: string | undefined;
  /** The environment of a step, without what only this program reads. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Hosts, addresses and networks that may be fetched from although they are loopback, link-local or metadata. */
  readonly fetchAllowed: readonly string[];
  readonly output: PluginOutput;
  /** Aborts when the step is cancelled; the process is ended after the grace anyway. */
  readonly signal: AbortSignal;
}

/** The code of one plugin. It resolves to its exit code, 0 where all went well; what it throws is told, and is 1. */
export interface StepProvider<Plugin extends StepPlugin = StepPlugin> {
  readonly plugin: Plugin;
  run(run: PluginRun<ConfigurationOf<Plugin>>): Promise<number>;
}

/** Why a step cannot do what it is asked, as a sentence for a person. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}
