import { type RefusedLogin, RefusedLogins } from '../../access/refused-logins.ts';
import type { Audit } from '../../audit/audit.ts';
import { SYSTEM_CLOCK } from '../../runner-protocol/system-clock.ts';
import type { Closers } from '../lifecycle/closers.ts';

/** Opens the audit of refusals. Logins and access count separately, so that neither hides the other. */
export function openRefusals(audit: Audit, closers: Closers) {
  const logins = new RefusedLogins({ audit, clock: SYSTEM_CLOCK });
  closers.add('refused logins', () => logins.close());
  const access = new RefusedLogins({ audit, clock: SYSTEM_CLOCK });
  closers.add('refused access', () => access.close());
  return {
    onRefusedLogin: (login: RefusedLogin) => logins.refused(login),
    onRefusedAccess: (refusal: RefusedLogin) => access.refused(refusal),
  };
}
