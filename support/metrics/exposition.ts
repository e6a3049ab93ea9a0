export type Sample = readonly [labels: string, value: number];

/** Returns one metric in the text format of Prometheus. `labels` are enclosed in braces, or empty. */
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
