import type { REPORT_ROUTES } from '../../../protocol/routes/report-routes.ts';
import type { HandlersOf } from '../../http/handler.ts';
import type { ExecutionReports } from './execution-reports.ts';

export function reportHandlers(reports: ExecutionReports): HandlersOf<keyof typeof REPORT_ROUTES> {
  return {
    getExecutionMetrics: ({ caller, query }) => reports.metrics(caller, undefined, query),
    getProjectExecutionMetrics: ({ caller, params, query }) => reports.metrics(caller, params.project, query),
    listProjectHistory: ({ caller, params, query }) => reports.history(caller, params.project, query),
  };
}
