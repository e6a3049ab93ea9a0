import type { JobOption } from '../../../protocol/routes/shapes/job-shapes.ts';

/** Returns the options that are not hidden, each after the options that its values depend on. */
export function askedOrder(options: readonly JobOption[]): readonly JobOption[] {
  const byName = new Map(options.map((option) => [option.name, option]));
  const ordered = new Set<JobOption>();
  const visiting = new Set<JobOption>();
  const visit = (option: JobOption) => {
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
