import type { PinnedFacts } from '../../protocol/entities/replica.ts';

/** Formats confirmed facts in the syntax of a runner filter, such as `host=db7 os=linux label.zone=b`. */
export function factsText(facts: PinnedFacts | null): string {
  if (facts === null) return '';
  const { hostname, platform, architecture, user, programVersion, labels = {} } = facts;
  const known = { host: hostname, os: platform, arch: architecture, user, version: programVersion };
  return [
    ...Object.entries(known).map(([name, value]) => `${name}=${value}`),
    ...Object.entries(labels).map(([name, value]) => `label.${name}=${value}`),
  ].join(' ');
}
