import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';

/** Returns the options that are not hidden. Each follows the options that its values depend on. */
export function askedOrder(options: readonly AskedOption[]): readonly AskedOption[] {
  const byName = new Map(options.map((option) => [option.name, option]));
  const ordered = new Set<AskedOption>();
  const visiting = new Set<AskedOption>();
  const visit = (option: AskedOption) => {
    if (ordered.has(option) || visiting.has(option)) return;
    visiting.add(option);
    for (const name of option.dependsOn ?? []) {
      const other = byName.get(name);
      if (other !== undefined) visit(other);
    }
    ordered.add(option);
  };
  for (const option of options) visit(option);
  return [...ordered].filter((option) => !option.hidden);
}
