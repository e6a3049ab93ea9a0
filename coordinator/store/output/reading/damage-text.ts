/** Returns the text that replaces output that is damaged on the disk. */
export function damageText(bytes: number, offset: number): string {
  return `[${bytes} bytes of output damaged on the coordinator's disk, from byte ${offset} of the step's output on]`;
}
