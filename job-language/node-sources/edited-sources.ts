type Properties = Readonly<Record<string, string>>;

export interface NewSource {
  readonly type: string;
  /** The `config.…` properties. */
  readonly config: Properties;
  /** Tags of the runner that reads the source; none: the coordinator, or the Local Runner. */
  readonly tags: readonly string[];
  /** Absent: the default for this type of source. */
  readonly trusted?: boolean | undefined;
}

/** The configuration of a project with one more source, behind those that it has. */
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

/** The number that one more source gets. */
export function nextSource(properties: Properties): number {
  return Math.max(0, ...Object.keys(properties).map((name) => numberIn(name) ?? 0)) + 1;
}

/** The configuration without the source of a number. */
export function withoutSource(properties: Properties, number: number): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => numberIn(name) !== number));
}

function numberIn(name: string): number | undefined {
  const number = /^resources\.source\.(\d{1,4})\./.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}
