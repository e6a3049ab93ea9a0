import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import { queryInteger } from './query-values.ts';
import { AuditView } from './shapes/audit-shapes.ts';

/** Maximum number of audit records in one answer. */
const MOST = 1000;

export const AUDIT_ROUTES = {
  listAudit: defineRoute({
    base: 'outrunner',
    path: '/audit',
    summary: 'Administrative acts, newest first. `before=SEQUENCE` returns older ones.',
    access: { resource: 'system', action: 'admin' },
    query: {
      max: queryInteger(1, MOST),
      before: queryInteger(1, Number.MAX_SAFE_INTEGER),
    },
    answer: json(z.object({ acts: z.array(AuditView) })),
  }),
} as const;
