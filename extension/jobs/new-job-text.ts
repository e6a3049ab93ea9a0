import type { JobSelector } from '../../protocol/routes/shapes/job-shapes.ts';

/** Returns the YAML of a new job. Strings are quoted as JSON, a subset of YAML, so that any name is valid. */
export function newJobText(job: {
  readonly name: string;
  readonly group: string;
  readonly selector: JobSelector;
}): string {
  return [
    `- name: ${JSON.stringify(job.name)}`,
    ...(job.group === '' ? [] : [`  group: ${JSON.stringify(job.group)}`]),
    '  description: ""',
    ...selectorLines(job.selector),
    '  sequence:',
    '    keepgoing: false',
    '    strategy: node-first',
    '    commands:',
    '    - description: Show where the job runs',
    '      exec: echo "hello from $OUTRUNNER_RUNNER on $(hostname)"',
    '',
  ].join('\n');
}

function selectorLines(selector: JobSelector): readonly string[] {
  switch (selector.mode) {
    case 'LOCAL':
      return ['  runnerSelector:', '    runnerFilterMode: LOCAL', '    runnerFilterType: LOCAL_RUNNER'];
    case 'TAGS':
    case 'FILTER': {
      const filter = selector.mode === 'TAGS' ? selector.tags.join(',') : selector.filter;
      return [
        '  runnerSelector:',
        `    filter: ${JSON.stringify(filter)}`,
        `    runnerFilterMode: ${selector.mode}`,
        `    runnerFilterType: ${selector.match === 'all' ? 'TAG_FILTER_AND' : 'TAG_FILTER_OR'}`,
      ];
    }
  }
}
