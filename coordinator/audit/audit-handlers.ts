import type { AUDIT_ROUTES } from '../../protocol/routes/audit-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { AuditTrail } from './audit-trail.ts';

export function auditHandlers(trail: AuditTrail): HandlersOf<keyof typeof AUDIT_ROUTES> {
  return { listAudit: ({ query }) => trail.list(query) };
}
