import { ownValue } from '../../support/records/own-value.ts';
import { KeyFailure, type KeyProvider } from './key-provider.ts';

/** Provides keys from configured variables of the runner's environment. */
export class EnvironmentProvider implements KeyProvider {
  readonly #allowed: ReadonlyMap<string, string | undefined>;

  /** Removes these variables from the environment, so that no child process inherits them. */
  constructor(environment: NodeJS.ProcessEnv, names: readonly string[]) {
    this.#allowed = new Map(names.map((name) => [name, ownValue(environment, name)]));
    for (const name of names) delete environment[name];
  }

  async read(segments: readonly string[]): Promise<string> {
    const name = segments.join('/');
    if (!this.#allowed.has(name)) {
      const problem = `${name} is not among the variables that this key storage provides`;
      const remedy = `Add ${name} to "variables" of that key storage in the settings of the runner.`;
      throw new KeyFailure('missing', problem, remedy);
    }
    const value = this.#allowed.get(name);
    if (value !== undefined && value !== '') return value;
    const problem = `the environment of the runner has no variable ${name}`;
    throw new KeyFailure('missing', problem, `Start the runner with ${name} set.`);
  }

  async close(): Promise<void> {}
}
