/** A value. `labels` are enclosed in braces, or empty. */
export type Sample = readonly [labels: string, value: number];

/** A metric with its current values. */
export interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Returns one metric in the text format of Prometheus. */
export function metricText({ name, type, help, samples }: Metric): string {
  const lines = samples.map(
    ([labels, value]) => `${name}${labels} ${Number.isFinite(value) ? value : '+Inf'}\n`,
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

export function metric(name: string, type: Metric['type'], help: string, samples: Metric['samples']): Metric {
  return { name, type, help, samples };
}
