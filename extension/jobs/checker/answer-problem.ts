import { valueProblem } from '../../../protocol/expansion/options/option-value.ts';
import type { JobOption } from '../../../protocol/routes/shapes/job-shapes.ts';

/**
 * Why an option cannot have a value, as the coordinator would say it. What takes a thread of its own to find out, as
 * patterns with look-around do, is left to the coordinator.
 *
 * @param listed its values, where they were asked for at an address
 */
export function problemOfAnswer(
  option: JobOption,
  value: string,
  listed: readonly string[] | undefined,
): string | undefined {
  const { values, regex, delimiter, dateFormat } = option;
  return valueProblem(
    {
      ...option,
      // An empty answer leaves a stored default in force.
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
