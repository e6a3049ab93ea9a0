/** Maximum number of labels of one replica. */
export const MOST_LABELS = 32;

/**
 * Whether labels are valid: at most {@link MOST_LABELS}, names such as `site` or `rack.row`, and each value one line of
 * text.
 */
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

/** Returns the labels as sorted text, such as `rack=3 site=fra`; empty if there are none. */
export function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(labels ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
}
