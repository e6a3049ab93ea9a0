import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from './campaign.ts';

/** A stored finding, with the options that repeat the run. */
interface FindingFile extends Finding {
  readonly campaign: string;
  readonly seed: number;
}

/** Writes a finding as JSON into a folder, and returns the path of the file. */
export async function writeCase(folder: string, found: FindingFile, number: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${found.campaign}-${found.seed}-${number}.json`);
  await writeFile(file, `${JSON.stringify(found, undefined, 2)}\n`);
  return file;
}
