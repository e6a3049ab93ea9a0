import type { JobOption } from '../format/job-option.ts';
import { exportedOption } from '../keys/exported-job.ts';
import { byName, entriesNodes, nodesAt } from './plain-nodes.ts';
import { unknownNodes } from './step-nodes.ts';
import { type XmlNode, xmlNode } from './xml-node.ts';

/** Keys of an option that are attributes in XML, with the names of the attributes. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  name: 'name',
  value: 'value',
  regex: 'regex',
  valuesUrl: 'valuesUrl',
  sortValues: 'sortValues',
  enforced: 'enforcedvalues',
  secure: 'secure',
  valueExposed: 'valueExposed',
  storagePath: 'storagePath',
  required: 'required',
  multivalued: 'multivalued',
  delimiter: 'delimiter',
  multivalueAllSelected: 'multivalueAllSelected',
  type: 'type',
};

/** Delimiters of listed values, in order of preference. The last contains a character that no keyboard types. */
const DELIMITERS = [',', ';', '|', '||', '::', '\u241e'];

export function optionNode(option: JobOption): XmlNode {
  const { values, valuesListDelimiter, config, configRemoteUrl, ...rest } = exportedOption(option);
  const attributes: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    const attribute = ATTRIBUTES[key];
    if (attribute === undefined) others[key] = value;
    else attributes[attribute] = value;
  }
  const content = [
    ...entriesNodes('config', option.config ?? {}),
    ...nodesAt('configRemoteUrl', configRemoteUrl),
    ...unknownNodes(others),
  ];
  const listed = values === undefined ? {} : listedValues(option);
  return xmlNode('option', byName(content), { ...attributes, valuesListDelimiter, ...listed });
}

/** Returns the values as one string, with a delimiter that none of them contains if possible. */
function listedValues({ values, valuesListDelimiter }: JobOption): Record<string, string> {
  const wanted = [valuesListDelimiter ?? '', ...DELIMITERS].filter((delimiter) => delimiter !== '');
  const fits = wanted.find((delimiter) => values.every((value) => !value.includes(delimiter)));
  const delimiter = fits ?? ',';
  const isDefault = delimiter === ',' && (valuesListDelimiter ?? '') === '';
  return { values: values.join(delimiter), ...(isDefault ? {} : { valuesListDelimiter: delimiter }) };
}
