import type { AskedOption } from '../../protocol/routes/shapes/job-shapes.ts';
import { DEFAULT_DATE_FORMAT } from '../expansion/dates/date-format.ts';
import { hasRemoteValues, type JobOption } from '../format/job-option.ts';

const OPTION_IN_ADDRESS = /\$\{option\.([^}\s]+?)(\.value|\.label)?\}/g;

/**
 * Returns an option for display in a run form. For a secure option, the result does not contain the default, only where
 * the default comes from.
 */
export function askedOption(option: JobOption): AskedOption {
  const { label, description, value, regex, delimiter } = option;
  const hasKey = option.secure && (option.storagePath ?? '').trim() !== '';
  return {
    name: option.name,
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    required: option.required && !hasKey,
    ...(value === undefined || option.secure ? {} : { value }),
    ...(option.values.length === 0 ? {} : { values: [...option.values] }),
    enforced: option.enforced,
    ...(regex === undefined ? {} : { regex }),
    multivalued: option.multivalued,
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(option.multivalued && option.multivalueAllSelected ? { allSelected: true } : {}),
    secure: option.secure,
    ...secureDefault(option, hasKey),
    hidden: option.hidden,
    ...(option.type === 'file' ? { isFile: true } : {}),
    ...(option.isDate ? { dateFormat: option.dateFormat?.trim() || DEFAULT_DATE_FORMAT } : {}),
    ...(hasRemoteValues(option) ? { remoteValues: true, dependsOn: namedInAddress(option) } : {}),
  };
}

function secureDefault({ secure, value }: JobOption, hasKey: boolean): Pick<AskedOption, 'secureDefault'> {
  if (hasKey) return { secureDefault: 'key-storage' };
  return secure && (value ?? '') !== '' ? { secureDefault: 'definition' } : {};
}

function namedInAddress({ name, valuesUrl = '' }: JobOption): string[] {
  const named = [...valuesUrl.matchAll(OPTION_IN_ADDRESS)].flatMap(([, other = '', property]) =>
    property === '.label' ? [] : [other],
  );
  return [...new Set(named)].filter((other) => other !== name && other !== 'name' && other !== 'label');
}
