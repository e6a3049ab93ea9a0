import { ACL_ROUTES } from './acl-routes.ts';
import { ACL_TEST_ROUTES } from './acl-test-routes.ts';
import { ADHOC_ROUTES } from './adhoc-routes.ts';
import { ARCHIVE_ROUTES } from './archive-routes.ts';
import { AUDIT_ROUTES } from './audit-routes.ts';
import { DISCOVERY_ROUTES } from './discovery-routes.ts';
import { DISPATCH_ROUTES } from './dispatch-routes.ts';
import { DRAFT_ROUTES } from './draft-routes.ts';
import { EXECUTION_MODE_ROUTES } from './execution-mode-routes.ts';
import { EXECUTION_ROUTES } from './execution-routes.ts';
import { INPUT_FILE_ROUTES } from './input-file-routes.ts';
import { INSTALL_ROUTES } from './install-routes.ts';
import { JOB_BROWSE_ROUTES } from './job-browse-routes.ts';
import { JOB_EDITING_ROUTES } from './job-editing-routes.ts';
import { JOB_ROUTES } from './job-routes.ts';
import { KEY_ROUTES } from './key-routes.ts';
import { NODE_FILTER_ROUTES } from './node-filter-routes.ts';
import { NODE_ROUTES } from './node-routes.ts';
import { OPTION_ROUTES } from './option-routes.ts';
import { PROJECT_ROUTES } from './project-routes.ts';
import { PROJECT_RUNNER_ROUTES } from './project-runner-routes.ts';
import { REPLICA_ROUTES } from './replica-routes.ts';
import { REPORT_ROUTES } from './report-routes.ts';
import { RUNNER_ROUTES } from './runner-routes.ts';
import { SCHEDULE_ROUTES } from './schedule-routes.ts';
import { SYSTEM_ROUTES } from './system-routes.ts';
import { TAG_ROUTES } from './tag-routes.ts';
import { TOKEN_ROUTES } from './token-routes.ts';
import { USER_ROUTES } from './user-routes.ts';
import { WEBHOOK_ROUTES } from './webhook-routes.ts';

/**
 * Every call of the management API by its name. The router, the client and the OpenAPI document derive from this table.
 */
export const MANAGEMENT_ROUTES = {
  ...SYSTEM_ROUTES,
  ...DISCOVERY_ROUTES,
  ...PROJECT_ROUTES,
  ...JOB_ROUTES,
  ...JOB_BROWSE_ROUTES,
  ...JOB_EDITING_ROUTES,
  ...EXECUTION_ROUTES,
  ...REPORT_ROUTES,
  ...INPUT_FILE_ROUTES,
  ...ADHOC_ROUTES,
  ...DRAFT_ROUTES,
  ...RUNNER_ROUTES,
  ...INSTALL_ROUTES,
  ...REPLICA_ROUTES,
  ...PROJECT_RUNNER_ROUTES,
  ...DISPATCH_ROUTES,
  ...TAG_ROUTES,
  ...TOKEN_ROUTES,
  ...USER_ROUTES,
  ...ACL_ROUTES,
  ...ACL_TEST_ROUTES,
  ...ARCHIVE_ROUTES,
  ...SCHEDULE_ROUTES,
  ...EXECUTION_MODE_ROUTES,
  ...NODE_ROUTES,
  ...NODE_FILTER_ROUTES,
  ...KEY_ROUTES,
  ...OPTION_ROUTES,
  ...AUDIT_ROUTES,
  ...WEBHOOK_ROUTES,
} as const;

export type ManagementRoutes = typeof MANAGEMENT_ROUTES;
export type RouteName = keyof ManagementRoutes;
