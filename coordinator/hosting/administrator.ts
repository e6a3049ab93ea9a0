import { hashToken, newTokenValue } from '../access/token-value.ts';
import type { Audit } from '../services/audit.ts';
import { ADMINISTRATOR_ROLE } from '../services/policy.ts';
import { ownerName } from '../services/system.ts';
import { readAdminToken, writeAdminToken } from '../store/data-dir/admin-token.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';

/** Id of the administrator's token. */
const ADMINISTRATOR = 'admin';

/**
 * Makes sure that the token in `admin.token` is one: kept from the last start, or made anew at the first, on request,
 * and where it was deleted. Durable when it resolves.
 */
export async function ensureAdministrator(
  definitions: CoordinatorDefinitions,
  dataDir: string,
  options: { readonly renew: boolean; readonly now: number; readonly audit: Audit },
): Promise<void> {
  const written = await readAdminToken(dataDir);
  const kept = (await definitions.snapshot()).get('tokens', ADMINISTRATOR);
  if (!options.renew && written !== undefined && kept?.tokenHash === hashToken(written)) return;
  const value = newTokenValue();
  await definitions.change((draft) =>
    draft.put('tokens', ADMINISTRATOR, {
      id: ADMINISTRATOR,
      tokenHash: hashToken(value),
      user: 'admin',
      creator: 'admin',
      name: 'administrator',
      roles: [ADMINISTRATOR_ROLE],
      createdAt: options.now,
    }),
  );
  await writeAdminToken(dataDir, value);
  if (kept === undefined && written === undefined) return;
  const from = 'the start of the coordinator';
  options.audit({ who: ownerName(), what: 'token.renew', subject: ADMINISTRATOR, from });
}
