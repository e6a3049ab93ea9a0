export type Sample = readonly [labels: string, value: number];

/** One metric in the text format of Prometheus. `labels` stand in braces, or are empty. */
export function metric(
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  samples: readonly Sample[],
): string {
  const lines = samples.map(
    ([labels, value]) => `${name}${labels} ${Number.isFinite(value) ? value : '+Inf'}\n`,
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}
