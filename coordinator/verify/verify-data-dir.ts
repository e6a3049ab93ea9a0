import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { checkDefinitions } from './check-definitions.ts';
import { checkJournal } from './check-journal.ts';
import { checkOutput } from './check-output.ts';
import { checkRecords } from './check-records.ts';
import { checkSecrets } from './check-secrets.ts';
import { type DataDirFinding, Findings } from './findings.ts';

/**
 * Checks all files of a data dir against their checksums and schemas, without changing them. The coordinator may be
 * running. The check may then report a file that is being replaced; repeat the check to confirm such a finding.
 *
 * Throws `data-dir-unusable` for a folder that cannot be read.
 */
export async function checkDataDir(path: string): Promise<readonly DataDirFinding[]> {
  const folder = resolve(path);
  await requireFolder(folder);
  const findings = new Findings(folder);
  const definitions = await checkDefinitions(folder, findings);
  await checkRecords(folder, definitions, findings);
  await checkSecrets(folder, findings);
  await checkJournal(join(folder, 'journal.db'), findings);
  await checkOutput(folder, findings);
  return findings.list;
}

async function requireFolder(path: string): Promise<void> {
  let problem = 'it is not a folder';
  try {
    if ((await stat(path)).isDirectory()) return;
  } catch (error) {
    problem = problemOf(error);
  }
  throw new OutrunnerError('data-dir-unusable', {
    path,
    problem,
    remedy: 'Give the --data-dir of a coordinator.',
  });
}
