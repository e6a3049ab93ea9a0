import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type SettingKey, settingEntries } from '../../runner/settings/runner-settings.ts';

/** The values of flags by attribute name, as commander returns them. */
export type FlagValues = Readonly<Record<string, string | string[] | boolean | undefined>>;

/** A runner setting that a command accepts as a flag. */
export interface DeclaredSetting {
  readonly key: SettingKey;
  readonly attribute: string;
  readonly long: string;
  readonly isFile: boolean;
}

/** Declares runner settings as flags of a command: every setting with a flag that `isWanted` accepts. */
export function declareSettings(
  command: Command,
  isWanted: (key: SettingKey) => boolean = () => true,
): readonly DeclaredSetting[] {
  return settingEntries().flatMap(([key, setting]) => {
    if (setting.flag === undefined || !isWanted(key)) return [];
    const option = new Option(setting.flag, helpOf(setting));
    if (setting.repeated) option.argParser((text: string, before: string[] = []) => [...before, text]);
    command.addOption(option);
    return [
      {
        key,
        attribute: option.attributeName(),
        long: option.long ?? setting.flag,
        isFile: setting.flag.endsWith(' <file>'),
      },
    ];
  });
}

/** Returns the unparsed values of the flags that were passed, keyed by setting. */
export function givenSettings(
  declared: readonly DeclaredSetting[],
  given: FlagValues,
): Record<string, string | string[]> {
  return Object.fromEntries(
    declared.flatMap(({ key, attribute }) => {
      const value = given[attribute];
      if (value === true) return [[key, 'true']];
      return typeof value === 'string' || Array.isArray(value) ? [[key, value]] : [];
    }),
  );
}

/** Formats the flags as arguments of another command line, with absolute file paths. */
export function settingArguments(declared: readonly DeclaredSetting[], given: FlagValues): string[] {
  return declared.flatMap(({ long, attribute, isFile }) => {
    const value = given[attribute];
    if (value === true) return [long];
    if (typeof value === 'string') return [long, isFile ? resolve(value) : value];
    return Array.isArray(value) ? value.flatMap((one) => [long, one]) : [];
  });
}

function helpOf({
  description,
  shown,
  fallback,
  kind,
}: ReturnType<typeof settingEntries>[number][1]): string {
  const value = shown ?? (typeof fallback === 'object' ? undefined : fallback);
  const often = value === undefined ? '' : ` (default: ${value})`;
  const form = kind.form === 'text' ? '' : `; ${kind.form}`;
  return `${description}${form}${often}`.replaceAll('`', '');
}
