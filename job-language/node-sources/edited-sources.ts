type Properties = Readonly<Record<string, string>>;

export interface NewSource {
  readonly type: string;
  /** The `config.…` properties. */
  readonly config: Properties;
  /** Tags of the runner that reads the source. Empty: the coordinator or the Local Runner reads the source. */
  readonly tags: readonly string[];
  /** Absent: the default for this type of source. */
  readonly trusted?: boolean | undefined;
}

/** Returns the configuration of a project with another source after the existing ones. */
export function withSource(
  properties: Properties,
  { type, config, tags, trusted }: NewSource,
): Record<string, string> {
  const source = `resources.source.${nextSource(properties)}`;
  return {
    ...properties,
    [`${source}.type`]: type,
    ...Object.fromEntries(Object.entries(config).map(([name, value]) => [`${source}.config.${name}`, value])),
    ...(trusted === undefined ? {} : { [`${source}.trusted`]: String(trusted) }),
    ...(tags.length === 0 ? {} : { [`${source}.runner.filter`]: tags.join(',') }),
  };
}

/** Returns the number for an additional source. */
export function nextSource(properties: Properties): number {
  return Math.max(0, ...Object.keys(properties).map((name) => numberIn(name) ?? 0)) + 1;
}

/** Returns the configuration without the source of this number. */
export function withoutSource(properties: Properties, number: number): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => numberIn(name) !== number));
}

function numberIn(name: string): number | undefined {
  const number = /^resources\.source\.(\d{1,4})\./.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}
