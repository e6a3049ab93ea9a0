import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Jobs as exported from another system, without a runner selector. */
const JOBS = `- name: disk-report
  group: reports
  description: Say how full the disks of a host are
  options:
  - name: threshold
    description: Warn above this percentage
    value: '80'
    values: ['80', '90']
    enforced: true
  sequence:
    commands:
    - description: Where this runs
      exec: echo "on $OUTRUNNER_RUNNER, above \${option.threshold} % is too much"
    - description: Show disk usage
      script: |
        for disk in root data; do
          printf '\\033[32mok\\033[0m  %s\\n' "$disk"
        done
- name: restart-service
  group: maintenance
  description: Restart a service, and look whether it is there
  sequence:
    commands:
    - description: Ask the service
      exec: echo "the service does not answer" && exit 3
- name: long-watch
  group: maintenance
  description: Watch a queue for ten minutes
  sequence:
    commands:
    - description: Watch
      exec: echo "watching" && sleep 600
`;

/** Writes the file that the journey imports: `jobs.yaml`. */
export async function writeJobFile(folder: string): Promise<void> {
  await writeFile(join(folder, 'jobs.yaml'), JOBS);
}
