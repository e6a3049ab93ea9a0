import { join } from 'node:path';
import { readSmallFile } from '../../support/files/small-file.ts';
import { hashToken } from '../access/token-value.ts';
import { type MasterKeys, masterKeys, parseMasterKeys } from '../keys/master-keys.ts';
import { masterKeyPath } from '../keys/open-master-keys.ts';
import { openKey, sealedBy } from '../keys/seal-key.ts';
import { adminTokenPath, readAdminToken } from '../store/data-dir/admin-token.ts';
import {
  COORDINATOR_COLLECTIONS,
  type CoordinatorSnapshot,
  historiesOf,
  textsOf,
} from '../store/definitions/coordinator-definitions.ts';
import { readDocumentFile } from '../store/definitions/document-file.ts';
import { textsInHistory } from '../store/definitions/records/job-history-text.ts';
import { StateSnapshot } from '../store/definitions/state-snapshot.ts';
import { readStoredText } from '../store/definitions/text-files.ts';
import type { Findings } from './findings.ts';

/**
 * Checks the definitions, the text files and keys that they reference, and the administrator's token. Returns the
 * definitions; undefined if they are missing or damaged.
 */
export async function checkDefinitions(
  folder: string,
  findings: Findings,
): Promise<CoordinatorSnapshot | undefined> {
  const path = join(folder, 'definitions.json');
  const state = await findings.check(path, () => readDocumentFile(path, COORDINATOR_COLLECTIONS));
  if (state === null) findings.note(path, 'it is missing');
  const previous = `${path}.previous`;
  await findings.check(previous, () => readDocumentFile(previous, COORDINATOR_COLLECTIONS));
  if (state === undefined || state === null) return undefined;
  const snapshot: CoordinatorSnapshot = new StateSnapshot(state);
  const keys = await readMasterKeys(folder, findings);
  const referenced = new Set(textsOf(snapshot));
  for (const hash of new Set(historiesOf(snapshot))) {
    const history = await checkText(folder, hash, findings);
    if (history !== undefined) for (const text of textsInHistory(history)) referenced.add(text);
  }
  for (const hash of referenced) await checkText(folder, hash, findings);
  for (const { path: keyPath, textHash } of snapshot.values('keys')) {
    const text = await readStoredText(join(folder, 'job-texts', `${textHash}.text`), textHash).catch(
      () => undefined,
    );
    if (text !== undefined) await checkSealed(keyPath, text, keyPath, keys, findings);
  }
  await checkAdminToken(folder, snapshot, findings);
  return snapshot;
}

/** Returns the content of a file in `job-texts`; undefined, with a finding, if the file is missing or damaged. */
async function checkText(folder: string, hash: string, findings: Findings): Promise<string | undefined> {
  const path = join(folder, 'job-texts', `${hash}.text`);
  const text = await findings.check(path, () => readStoredText(path, hash));
  if (text === undefined && !findings.list.some((finding) => finding.path.includes(hash)))
    findings.note(path, 'it is missing');
  return text;
}

/**
 * Checks that sealed content can be opened. Without a `master.key`, checks only the format of the content, because the
 * master keys are stored elsewhere.
 */
export async function checkSealed(
  path: string,
  text: string,
  context: string,
  keys: MasterKeys | undefined,
  findings: Findings,
): Promise<void> {
  const by = sealedBy(text);
  if (by === undefined) findings.note(path, 'its format is unknown');
  else if (keys !== undefined && !keys.byId.has(by))
    findings.note(path, `it is sealed by the master key ${by}, which is not in master.key`);
  else if (keys !== undefined) await findings.check(path, () => void openKey(text, context, keys));
}

/** Reads the master keys in the data dir; undefined if there are none. */
export async function readMasterKeys(folder: string, findings: Findings): Promise<MasterKeys | undefined> {
  const path = masterKeyPath(folder);
  return findings.check(path, async () => {
    const text = await readSmallFile(path);
    if (text === undefined) return undefined;
    const [current, ...older] = parseMasterKeys(text, path);
    return current === undefined ? undefined : masterKeys(current, older);
  });
}

async function checkAdminToken(
  folder: string,
  snapshot: CoordinatorSnapshot,
  findings: Findings,
): Promise<void> {
  const path = adminTokenPath(folder);
  const token = await findings.check(path, () => readAdminToken(folder));
  const kept = snapshot.get('tokens', 'admin');
  if (token !== undefined && kept?.tokenHash !== hashToken(token))
    findings.note(path, "it does not contain the administrator's token; --new-admin-token replaces it");
}
