import { isDamage } from '../../../support/files/damage.ts';
import { ADMINISTRATOR_ROLE } from '../../access/policy.ts';
import { hashToken, newTokenValue } from '../../access/token-value.ts';
import type { Audit } from '../../audit/audit.ts';
import { adminTokenPath, openAdminToken, writeAdminToken } from '../../store/data-dir/admin-token.ts';
import type { DataDir } from '../../store/data-dir/data-dir.ts';
import type { CoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import { ownerName } from '../../system/system.ts';

/** Id of the administrator's token. */
const ADMINISTRATOR = 'admin';

/** The remedy for an `admin.token` that does not contain the administrator's token. */
const RENEW = 'start the coordinator with --new-admin-token to replace it, or restore the file';

/**
 * Ensures that an administrator's token exists in `admin.token`. Creates a token at the first start, on request, and if
 * the file is missing. Reports a file with other content but does not change it: the token is still valid, and a
 * damaged file must not create a new administrator. Resolves once the token is durable.
 */
export async function ensureAdministrator(
  definitions: CoordinatorDefinitions,
  dataDir: Pick<DataDir, 'path' | 'damages'>,
  options: { readonly renew: boolean; readonly now: number; readonly audit: Audit },
): Promise<void> {
  const { path, damages } = dataDir;
  const kept = (await definitions.snapshot()).get('tokens', ADMINISTRATOR);
  let isThere = false;
  try {
    const written = await openAdminToken(path);
    isThere = written !== undefined;
    if (!options.renew && written !== undefined && kept !== undefined) {
      if (kept.tokenHash !== hashToken(written))
        damages.note(adminTokenPath(path), `it does not contain the administrator's token; ${RENEW}`);
      return;
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    const { problem } = error.parameters;
    if (!options.renew && kept !== undefined) {
      damages.note(adminTokenPath(path), `${problem}; ${RENEW}`);
      return;
    }
    await damages.setAside(adminTokenPath(path), String(problem));
  }
  const value = newTokenValue();
  await definitions.change((draft) => {
    draft.put('tokens', ADMINISTRATOR, {
      id: ADMINISTRATOR,
      tokenHash: hashToken(value),
      user: 'admin',
      creator: 'admin',
      name: 'administrator',
      roles: [ADMINISTRATOR_ROLE],
      createdAt: options.now,
    });
    if (kept === undefined && !isThere) return;
    const from = 'the start of the coordinator';
    options.audit({ who: ownerName(), what: 'token.renew', subject: ADMINISTRATOR, from }, draft);
  });
  await writeAdminToken(path, value);
}
