/** The parts of an option that decide whether the default pattern applies to it. */
interface PatternedOption {
  readonly regex?: string | undefined;
  readonly enforced: boolean;
  readonly type?: string | undefined;
}

/**
 * Returns the options with `pattern` as the pattern of those that have none. As in Rundeck, the pattern does not apply
 * to options with enforced values. It does not apply to files either, because their values are ids of uploads.
 *
 * @param pattern the default pattern of the project or system; undefined or blank: none
 */
export function withDefaultPattern<Option extends PatternedOption>(
  options: readonly Option[],
  pattern: string | undefined,
): readonly Option[] {
  if (pattern === undefined || pattern.trim() === '') return options;
  return options.map((option) =>
    option.enforced || option.type === 'file' || (option.regex ?? '') !== ''
      ? option
      : { ...option, regex: pattern },
  );
}
