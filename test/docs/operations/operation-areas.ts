import { COMMERCIAL_OPERATIONS } from './commercial-operations.ts';
import { EXECUTION_OPERATIONS, JOB_OPERATIONS } from './job-operations.ts';
import type { OperationArea } from './operation-row.ts';
import {
  NODE_OPERATIONS,
  PROJECT_OPERATIONS,
  SCM_OPERATIONS,
  WEBHOOK_OPERATIONS,
} from './project-operations.ts';
import { PROJECT_RUNNER_OPERATIONS, RUNNER_OPERATIONS } from './runner-operations.ts';
import { ACCOUNT_OPERATIONS, KEY_OPERATIONS, SYSTEM_OPERATIONS } from './system-operations.ts';

/** Rundeck's public operations, in the order of docs/api.md. */
export const OPERATION_AREAS: readonly OperationArea[] = [
  SYSTEM_OPERATIONS,
  ACCOUNT_OPERATIONS,
  KEY_OPERATIONS,
  PROJECT_OPERATIONS,
  NODE_OPERATIONS,
  JOB_OPERATIONS,
  EXECUTION_OPERATIONS,
  RUNNER_OPERATIONS,
  PROJECT_RUNNER_OPERATIONS,
  WEBHOOK_OPERATIONS,
  SCM_OPERATIONS,
  COMMERCIAL_OPERATIONS,
];
