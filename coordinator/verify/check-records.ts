import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { damaged } from '../../support/files/damage.ts';
import { DAMAGED_FOLDER } from '../../support/files/set-aside.ts';
import { readSmallFile } from '../../support/files/small-file.ts';
import { TokenUsesRecord, tokenUsesPath } from '../access/token-uses.ts';
import { InputFileRecord, RECORD_FORMAT } from '../files/input-file-record.ts';
import { ShareRecord } from '../hosting/listeners/share-file.ts';
import { secureValuesContext } from '../keys/secure-values.ts';
import { DataDirFormat } from '../store/data-dir/data-dir-format.ts';
import { positionKeyPath, readPositionKey } from '../store/data-dir/position-key.ts';
import type { CoordinatorSnapshot } from '../store/definitions/coordinator-definitions.ts';
import { readRecord } from '../store/files/read-record.ts';
import { checkSealed, readMasterKeys } from './check-definitions.ts';
import { Findings } from './findings.ts';

const ANY_VERSION = Number.POSITIVE_INFINITY;
const LONGEST = 256 * 1024 * 1024;

/** Checks the files of a data dir other than the definitions, the journal and the output. */
export async function checkRecords(
  folder: string,
  definitions: CoordinatorSnapshot | undefined,
  findings: Findings,
): Promise<void> {
  const format = join(folder, 'format.json');
  const found = await findings.check(format, () => readRecord(format, DataDirFormat, ANY_VERSION));
  if (found === undefined && definitions === undefined)
    findings.note(folder, 'it is not a data dir of a coordinator');
  await findings.check(positionKeyPath(folder), () => readPositionKey(folder));
  const share = join(folder, 'share.json');
  await findings.check(share, () => readRecord(share, ShareRecord, ANY_VERSION));
  const uses = tokenUsesPath(folder);
  await findings.check(uses, () => readRecord(uses, TokenUsesRecord, ANY_VERSION));
  for (const name of await namesIn(join(folder, 'node-sources'))) {
    const path = join(folder, 'node-sources', name);
    await findings.check(path, () => readRecord(path, z.looseObject({}), ANY_VERSION, LONGEST));
  }
  await checkInputFiles(join(folder, 'input-files'), findings);
  // Problems of the master key itself were already reported with the definitions.
  const keys = await readMasterKeys(folder, new Findings(folder));
  for (const name of await namesIn(join(folder, 'secure-values'))) {
    const context = secureValuesContext(name);
    const path = join(folder, 'secure-values', name);
    if (context === undefined) continue;
    const text = await findings.check(path, () => readSmallFile(path, LONGEST));
    if (text !== undefined) await checkSealed(path, text, context, keys, findings);
  }
  for (const name of await namesIn(join(folder, DAMAGED_FOLDER)))
    findings.note(`${DAMAGED_FOLDER}/${name}`, 'an earlier start set it aside as damaged');
}

async function checkInputFiles(folder: string, findings: Findings): Promise<void> {
  const names = await namesIn(folder);
  for (const name of names) {
    if (!name.endsWith('.json')) continue;
    const path = join(folder, name);
    const record = await findings.check(path, () => readRecord(path, InputFileRecord, RECORD_FORMAT));
    if (record?.state !== 'temp' && record?.state !== 'retained') continue;
    const bytes = join(folder, record.id);
    await findings.check(bytes, async () => {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(bytes)) hash.update(chunk);
      if (hash.digest('hex') !== record.sha256) throw damaged(bytes, 'its content does not match its record');
    });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
