import { z } from 'zod';
import { json, NO_BODY, queryInteger } from './declare.ts';
import { defineRoute } from './route.ts';
import { AuditView } from './shapes/audit-shapes.ts';

/** Acts in one answer. */
const MOST = 1000;

export const AUDIT_ROUTES = {
  listAudit: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/audit',
    summary: 'Administrative acts, newest first. `before`: a sequence, for older ones.',
    access: { resource: 'system', action: 'admin' },
    params: {},
    query: {
      max: queryInteger(1, MOST),
      before: queryInteger(1, Number.MAX_SAFE_INTEGER),
    },
    body: NO_BODY,
    status: 200,
    answer: json(z.object({ acts: z.array(AuditView) })),
  }),
} as const;
