import { formatOfWord } from '../../protocol/entities/node-format.ts';
import type { NodeSource, NodeSourceType } from '../../protocol/entities/node-source.ts';
import { Tag } from '../../protocol/ids.ts';
import { ownValue } from '../../support/records/own-value.ts';
import { RunnerSelectorInput, type SelectorParts, selectorParts } from '../format/runner-selector.ts';

/** A source in a project's configuration: `resources.source.N.…`. */
export interface ConfiguredSource {
  /** The number `N` in the keys of the source. */
  readonly number: number;
  /** The type as written in the configuration. */
  readonly type: string;
  /** The runners that read the source; without one, the coordinator reads it. */
  readonly selector: SelectorParts;
  /** Whether the nodes of the source may set commands, keys and runners, and replace nodes of other sources. */
  readonly trusted: boolean;
  readonly source:
    | { readonly kind: 'usable'; readonly source: NodeSource }
    | { readonly kind: 'unusable'; readonly problem: string };
}

type Properties = Readonly<Record<string, string>>;
type Setting = (name: string) => string;

/** Types by the names of Rundeck's plugins and the names of this program. */
const TYPES: Readonly<Record<string, NodeSourceType>> = {
  file: 'file',
  directory: 'directory',
  url: 'url',
  script: 'script',
  'ansible-inventory': 'ansible-inventory',
  'com.batix.rundeck.plugins.AnsibleResourceModelSourceFactory': 'ansible-inventory',
};

const URL_SECONDS = 30;

/**
 * Returns the sources of a configuration, in the order of their numbers. Pure. If a source cannot be used, `source`
 * contains the reason.
 */
export function configuredSources(config: Properties): ConfiguredSource[] {
  const numbers = Object.keys(config).flatMap((key) => {
    const number = /^resources\.source\.(\d{1,4})\.type$/.exec(key)?.[1];
    return number === undefined ? [] : [number];
  });
  return numbers
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((number) => {
      const property = (name: string) => config[`resources.source.${number}.${name}`]?.trim() ?? '';
      const type = property('type');
      // Every project already contains the coordinator's host.
      if (type === 'local' || type === '') return [];
      return [configuredSource(Number(number), type, property)];
    });
}

function configuredSource(number: number, type: string, property: Setting): ConfiguredSource {
  const known = ownValue(TYPES, type);
  const selector = readSelector(property);
  const written = property('trusted');
  const trusted = written === '' ? isTrustedByDefault(type, selector.parts.mode) : written === 'true';
  const head = { number, type, selector: selector.parts, trusted };
  const unusable = (problem: string) => ({ ...head, source: { kind: 'unusable', problem } as const });
  if (known === undefined) return unusable(`sources of the type "${type}" are not available`);
  if (selector.problem !== undefined) return unusable(selector.problem);
  if (!['', 'true', 'false'].includes(written))
    return unusable(
      `resources.source.${number}.trusted is "${written}". Set it to true or false, or remove it`,
    );
  const source = READERS[known]((name) => property(`config.${name}`));
  if (typeof source === 'string') return unusable(source);
  return { ...head, source: { kind: 'usable', source } };
}

/**
 * Returns whether a source is trusted if no setting decides. Only files on the coordinator's host are trusted, because
 * an administrator sets their paths. Whoever controls a runner, a URL or a program chooses the nodes of such a source.
 */
export function isTrustedByDefault(type: string, mode: SelectorParts['mode']): boolean {
  return mode === 'LOCAL' && (type === 'file' || type === 'directory');
}

/** Reads the runner selector. The prefix `runner.` of its keys is optional. */
function readSelector(property: Setting): { readonly parts: SelectorParts; readonly problem?: string } {
  const written = (name: string) => property(`runner.${name}`) || property(name) || undefined;
  const parsed = RunnerSelectorInput.safeParse({
    filter: property('runner.filter') || undefined,
    runnerFilterMode: written('runnerFilterMode'),
    runnerFilterType: written('runnerFilterType'),
  });
  if (parsed.success) {
    const parts = selectorParts(parsed.data);
    const wrong = parts.tags.find((tag) => !Tag.safeParse(tag).success);
    return { parts, ...(wrong === undefined ? {} : { problem: `"${wrong}" is not a valid runner tag` }) };
  }
  const [issue] = parsed.error.issues;
  const problem = `its runner selector cannot be used: ${issue?.message ?? ''}`.replace(/\.$/, '');
  return { parts: selectorParts(undefined), problem };
}

/** Readers of the settings, by type of source. Each returns the source, or the problem as part of a sentence. */
const READERS: Readonly<Record<NodeSourceType, (setting: Setting) => NodeSource | string>> = {
  file: (setting) => {
    const file = setting('file');
    if (file === '') return 'it names no file: set config.file';
    const format = readFormat(setting);
    if (format.problem !== undefined) return format.problem;
    const requireFileExists = setting('requireFileExists') === 'true';
    return { type: 'file', file, format: format.format, requireFileExists };
  },
  directory: (setting) => {
    const directory = setting('directory');
    return directory === '' ? 'it names no folder: set config.directory' : { type: 'directory', directory };
  },
  url: (setting) => {
    const url = setting('url');
    if (url === '') return 'it names no address: set config.url';
    if (!URL.canParse(url)) return 'config.url is not a URL';
    const format = readFormat(setting);
    if (format.problem !== undefined) return format.problem;
    const timeoutSeconds = Number(setting('timeout') || URL_SECONDS);
    if (!(timeoutSeconds > 0 && timeoutSeconds <= 3600))
      return 'config.timeout is not a number of seconds up to 3600';
    return { type: 'url', url, format: format.format, timeoutSeconds };
  },
  script: (setting) => {
    const file = setting('file');
    if (file === '') return 'it names no script: set config.file';
    const format = readFormat(setting);
    if (format.problem !== undefined) return format.problem;
    return {
      type: 'script',
      file,
      interpreter: setting('interpreter'),
      args: setting('args'),
      argsQuoted: setting('argsQuoted') === 'true',
      format: format.format,
    };
  },
  'ansible-inventory': (setting) => ({
    type: 'ansible-inventory',
    inventory: setting('ansible-inventory') || setting('inventory'),
    binariesFolder: setting('ansible-binaries-dir-path'),
    configFile: setting('ansible-config-file-path'),
  }),
};

function readFormat(setting: Setting): { format?: ReturnType<typeof formatOfWord>; problem?: string } {
  const word = setting('format');
  if (word === '') return {};
  const format = formatOfWord(word);
  return format === undefined
    ? { problem: `the format "${word}" is unknown; use yaml, json or xml` }
    : { format };
}
