/** Language features for which both Outrunner and the YAML extension of Red Hat have a provider. */
export interface SharedFeatures {
  /** Completion of keys, and of the values that the schema lists. */
  readonly completion: boolean;
  /** Descriptions of keys. */
  readonly hover: boolean;
  readonly outline: boolean;
  readonly folding: boolean;
  readonly formatting: boolean;
  /** Errors of the YAML syntax itself. */
  readonly syntaxErrors: boolean;
}

/** The settings of an installed YAML extension that switch its features on and off. */
export interface YamlSettings {
  readonly completion: boolean;
  readonly hover: boolean;
  readonly validate: boolean;
  readonly format: boolean;
}

/** The languages that the YAML extension serves, in documents of every scheme. */
const SERVED_LANGUAGES: readonly string[] = ['yaml', 'dockercompose', 'github-actions-workflow'];

/** The codes of problems that the YAML extension also reports. */
const SYNTAX_CODES: readonly string[] = ['yaml-syntax', 'duplicate-key', 'unknown-alias'];

/**
 * Returns the features that Outrunner provides in a document with jobs, so that no feature is provided twice.
 *
 * @param yaml the settings of the YAML extension; undefined: it is not installed
 */
export function ownFeatures(languageId: string, yaml: YamlSettings | undefined): SharedFeatures {
  const served = yaml !== undefined && SERVED_LANGUAGES.includes(languageId) ? yaml : undefined;
  return {
    completion: !served?.completion,
    hover: !served?.hover,
    outline: served === undefined,
    folding: served === undefined,
    formatting: !served?.format,
    syntaxErrors: !served?.validate,
  };
}

/** Returns whether Outrunner reports a problem with a code, or leaves it to the YAML extension. */
export function isOwnProblem(code: string, { syntaxErrors }: SharedFeatures): boolean {
  return syntaxErrors || !SYNTAX_CODES.includes(code);
}
