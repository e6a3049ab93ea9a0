/** Most labels of one replica. */
export const MOST_LABELS = 32;

/** Name such as `site` or `rack.row`, and a line of text. */
export function areLabels(labels: Readonly<Record<string, string>>): boolean {
  const pairs = Object.entries(labels);
  return (
    pairs.length <= MOST_LABELS && pairs.every(([name, value]) => isLabelName(name) && isLabelValue(value))
  );
}

export function isLabelName(name: string): boolean {
  return /^[A-Za-z0-9][\w./-]{0,62}$/.test(name);
}

function isLabelValue(value: string): boolean {
  return value.length <= 255 && !/\p{Cc}/u.test(value);
}

/** `site=fra rack=3`, sorted; empty where there is none. */
export function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(labels ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
}
