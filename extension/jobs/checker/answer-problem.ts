import { valueProblem } from '../../../job-language/options/option-value.ts';
import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';

/**
 * Returns why an option rejects a value, by the rules of the coordinator; undefined if the option accepts the value.
 * Only the coordinator checks patterns that need a separate thread, such as those with look-around.
 *
 * @param listed the values of the option, if they come from a URL
 */
export function problemOfAnswer(
  option: AskedOption,
  value: string,
  listed: readonly string[] | undefined,
): string | undefined {
  const { values, regex, delimiter, dateFormat } = option;
  return valueProblem(
    {
      ...option,
      // With an empty answer, a stored default applies.
      required: option.required && option.secureDefault === undefined,
      values: [...(values ?? [])],
      regex,
      delimiter,
      dateFormat,
      isDate: dateFormat !== undefined,
      type: option.isFile ? 'file' : undefined,
      valuesUrl: option.remoteValues ? 'asked for' : undefined,
      optionValuesPluginType: undefined,
    },
    value,
    {
      verdict: () => true,
      ...(listed === undefined ? {} : { remoteValues: new Map([[option.name, { values: listed }]]) }),
    },
  );
}
