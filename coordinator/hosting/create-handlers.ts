import type { IncomingMessage } from 'node:http';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { JobId } from '../../protocol/ids.ts';
import type { PatternRunner } from '../../support/patterns/pattern-runner.ts';
import { aclTestHandlers } from '../access/decisions/acl-test-handlers.ts';
import type { PolicyBook } from '../access/decisions/policy-book.ts';
import { AclFiles } from '../access/policies/acl-files.ts';
import { aclHandlers } from '../access/policies/acl-handlers.ts';
import { tokenHandlers } from '../access/token-handlers.ts';
import type { TokenUses } from '../access/token-uses.ts';
import { Tokens } from '../access/tokens.ts';
import type { Audit, AuditFirst } from '../audit/audit.ts';
import { auditHandlers } from '../audit/audit-handlers.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import { executionModeHandlers } from '../execution-modes/execution-mode-handlers.ts';
import { ExecutionModes } from '../execution-modes/execution-modes.ts';
import type { JobCache } from '../executions/admission/job-cache.ts';
import type { OptionFinder } from '../executions/admission/option-finder.ts';
import type { Executions } from '../executions/executions.ts';
import { adhocHandlers } from '../executions/management/adhoc-handlers.ts';
import { DraftRuns, draftHandlers } from '../executions/management/draft-runs.ts';
import { ExecutionDeletions } from '../executions/management/execution-deletions.ts';
import { executionHandlers } from '../executions/management/execution-handlers.ts';
import { ExecutionReports } from '../executions/management/execution-reports.ts';
import { ExecutionsService } from '../executions/management/executions-service.ts';
import { reportHandlers } from '../executions/management/report-handlers.ts';
import type { Retention } from '../executions/retention/retention.ts';
import { inputFileHandlers } from '../files/input-file-handlers.ts';
import type { StoredInputFiles } from '../files/stored-input-files.ts';
import { Uploads } from '../files/uploads.ts';
import type { Handlers } from '../http/handler.ts';
import type { ChangeFeed } from '../http/streams/change-feed.ts';
import { installHandlers } from '../install/install-handlers.ts';
import { InstallTexts } from '../install/install-texts.ts';
import type { RunnerBinaries } from '../install/runner-binaries.ts';
import type { JobTexts } from '../jobs/check/job-texts.ts';
import type { OptionChecks } from '../jobs/check/option-checks.ts';
import { jobBrowseHandlers } from '../jobs/job-browse-handlers.ts';
import { JobBrowser } from '../jobs/job-browser.ts';
import { JobEditing } from '../jobs/job-editing.ts';
import { jobEditingHandlers, jobHandlers } from '../jobs/job-handlers.ts';
import { Jobs } from '../jobs/jobs.ts';
import { Plans } from '../jobs/plans.ts';
import { RunnerSelectionPreview } from '../jobs/runner-selection-preview.ts';
import { SerialQueue } from '../jobs/serial-queue.ts';
import { keyHandlers } from '../keys/key-handlers.ts';
import type { KeyStorage } from '../keys/key-storage.ts';
import { Keys } from '../keys/keys.ts';
import { NodeFilterService } from '../nodes/node-filters.ts';
import { nodeFilterHandlers, nodeHandlers } from '../nodes/node-handlers.ts';
import { Nodes } from '../nodes/nodes.ts';
import type { ProjectInventories } from '../nodes/project-inventories.ts';
import type { Deliveries } from '../notifications/deliveries.ts';
import type { ListedOptions } from '../options/listed-options.ts';
import { optionHandlers } from '../options/option-handlers.ts';
import { OptionValuesService } from '../options/option-values-service.ts';
import { archiveHandlers } from '../projects/archive/archive-handlers.ts';
import { AsyncExports, type AsyncExportsParts } from '../projects/archive/async-exports.ts';
import { ExportedExecutions } from '../projects/archive/executions/exported-executions.ts';
import { ImportedExecutions } from '../projects/archive/executions/imported-executions.ts';
import { ProjectExports } from '../projects/archive/project-exports.ts';
import { ProjectImports } from '../projects/archive/project-imports.ts';
import type { ReceivedArchives } from '../projects/archive/received-archives.ts';
import { dispatchHandlers } from '../projects/dispatch-handlers.ts';
import { ProjectDispatches } from '../projects/project-dispatches.ts';
import { projectHandlers } from '../projects/project-handlers.ts';
import { Projects } from '../projects/projects.ts';
import type { Enrollments } from '../runner-protocol/ports.ts';
import { EnrollmentKeys } from '../runners/enrollment-keys.ts';
import { replicaHandlers } from '../runners/replica-handlers.ts';
import { Replicas } from '../runners/replicas.ts';
import { projectRunnerHandlers, runnerHandlers } from '../runners/runner-handlers.ts';
import { Runners } from '../runners/runners.ts';
import { JobSchedules } from '../schedules/job-schedules.ts';
import { JobSwitches } from '../schedules/job-switches.ts';
import { scheduleHandlers } from '../schedules/schedule-handlers.ts';
import type { Scheduler } from '../schedules/scheduler.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Damages } from '../store/files/damages.ts';
import type { Output } from '../store/output/output.ts';
import { discoveryHandlers } from '../system/discovery-handlers.ts';
import { SettingsService } from '../system/settings-service.ts';
import { type SharedAddress, Sharing } from '../system/sharing.ts';
import { System } from '../system/system.ts';
import { systemHandlers } from '../system/system-handlers.ts';
import { TagChanges } from '../tags/tag-changes.ts';
import { tagHandlers } from '../tags/tag-handlers.ts';
import { userHandlers } from '../users/user-handlers.ts';
import { Users } from '../users/users.ts';
import type { Links } from '../views/links.ts';
import { WebhookEvents } from '../webhooks/webhook-events.ts';
import { webhookHandlers } from '../webhooks/webhook-handlers.ts';
import { Webhooks } from '../webhooks/webhooks.ts';
import type { Log } from './lifecycle/log.ts';
import type { Metrics } from './metrics.ts';

export interface HandlersParts {
  readonly definitions: CoordinatorDefinitions;
  readonly policies: PolicyBook;
  readonly output: Output;
  readonly executions: Executions;
  readonly registry: ReplicaRegistry;
  readonly enrollments: Enrollments;
  readonly address: SharedAddress;
  readonly runnerBinaries: RunnerBinaries;
  /** Returns the client's address. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly scheduler: Pick<Scheduler, 'status'>;
  readonly deliveries: Pick<Deliveries, 'ofExecution'>;
  readonly retention: Pick<Retention, 'prune'>;
  /** Returns the mean duration of a job's last successful executions, in ms. */
  readonly averageDuration: (job: JobId) => Promise<number | undefined>;
  readonly inventories: ProjectInventories;
  readonly patterns: PatternRunner;
  readonly options: OptionFinder;
  readonly texts: JobTexts;
  readonly optionChecks: OptionChecks;
  readonly parsedJobs: JobCache;
  readonly keyStorage: KeyStorage;
  readonly listedOptions: ListedOptions;
  readonly files: StoredInputFiles;
  readonly feed: ChangeFeed;
  readonly links: Links;
  readonly audit: Audit;
  readonly auditFirst: AuditFirst;
  readonly auditTrail: AuditTrail;
  readonly tokenUses: TokenUses;
  readonly settings: () => Settings;
  readonly log: Pick<Log, 'info'>;
  readonly embedded: boolean;
  readonly damages: Damages;
  /** Epoch ms. */
  readonly now: () => number;
  readonly metrics: Pick<Metrics, 'values'>;
  readonly exports: Pick<AsyncExportsParts, 'folder' | 'requireRoom'>;
  readonly receivedArchives: ReceivedArchives;
}

/** Creates the services, and the handler of each route. */
export function createHandlers(parts: HandlersParts): Handlers {
  const { definitions, output, executions, registry, feed, links, audit, now, settings } = parts;
  const { texts, parsedJobs } = parts;
  const jobChanges = new SerialQueue();
  const projects = new Projects({ definitions, executions, audit, links, now });
  const schedule = (id: JobId) => parts.scheduler.status(id);
  const jobs = new Jobs({
    definitions,
    executions,
    jobs: parsedJobs,
    jobChanges,
    audit,
    links,
    now,
    schedule,
    averageDuration: parts.averageDuration,
    texts,
  });
  const { averageDuration } = parts;
  const browser = new JobBrowser({ definitions, jobs, executions, schedule, averageDuration });
  const schedules = new JobSchedules({ definitions, jobs, executions, status: schedule, links, now });
  const switches = new JobSwitches({ definitions, jobs, texts, jobChanges, audit, now });
  const editing = new JobEditing({ definitions, jobs, texts, jobChanges, audit, now });
  const selectionPreview = new RunnerSelectionPreview({ definitions, registry });
  const plans = new Plans({
    definitions,
    jobs,
    texts,
    parsedJobs,
    selectionPreview,
    inventories: parts.inventories,
    links,
    options: parts.options,
    patterns: parts.patterns,
    random: Math.random,
  });
  const service = new ExecutionsService({ definitions, executions, audit, links, now });
  const drafts = new DraftRuns({ executions, texts, audit, links });
  const deletions = new ExecutionDeletions({ ...parts, definitions, executions, audit });
  const installTexts = new InstallTexts({
    share: () => parts.address.current(),
    checksums: () => parts.runnerBinaries.checksums(),
  });
  const runners = new Runners({ ...parts, installTexts });
  const dispatches = new ProjectDispatches({ definitions, projects, runners, audit });
  const tags = new TagChanges({
    definitions,
    executions,
    registry,
    parsedJobs,
    texts,
    jobChanges,
    audit,
    now,
  });
  const replicas = new Replicas({ ...parts, runners });
  const enrollmentKeys = new EnrollmentKeys({ ...parts, runners });
  const tokens = new Tokens({ ...parts, uses: parts.tokenUses, audit, now });
  const system = new System({ ...parts, startedAt: now() });
  const sharing = new Sharing(parts.address, parts.auditFirst, () =>
    feed.publish({ type: 'share-changed' }, { resource: 'settings', action: 'read' }),
  );
  const nodes = new Nodes({ ...parts, definitions, audit, links, now });
  const nodeFilters = new NodeFilterService({ definitions, audit });
  const keys = new Keys({ storage: parts.keyStorage, audit, links, now });
  const optionValues = new OptionValuesService({ jobs, parsed: parsedJobs, listed: parts.listedOptions });
  const uploads = new Uploads({ files: parts.files, jobs, parsed: parsedJobs, auditFirst: parts.auditFirst });
  const settingsService = new SettingsService({ definitions, audit });
  const policiesLoaded = () => parts.policies.loaded();
  const aclFiles = new AclFiles({ definitions, projects, policiesLoaded, audit, links, now });
  const lineBytes = () => settings().limits.lineBytes;
  const exported = new ExportedExecutions({ executions, output, lineBytes });
  const exports = new ProjectExports({ projects, jobs, aclFiles, executions: exported, audit, now });
  const imported = new ImportedExecutions({ executions, definitions, now });
  const imports = new ProjectImports({
    projects,
    jobs,
    aclFiles,
    executions: imported,
    received: parts.receivedArchives,
    audit,
    now,
  });
  return {
    ...systemHandlers({
      system,
      settings: settingsService,
      sharing,
      feed,
      links,
      metrics: () => parts.metrics.values(),
    }),
    ...discoveryHandlers(links),
    ...projectHandlers(projects),
    ...jobHandlers(jobs, service),
    ...jobBrowseHandlers({ browser, projects, optionChecks: parts.optionChecks }),
    ...jobEditingHandlers({ jobs, editing, selectionPreview, plans }),
    ...adhocHandlers(service),
    ...draftHandlers(drafts),
    ...executionHandlers({ service, deletions, executions, output, now, lineBytes }),
    ...reportHandlers(new ExecutionReports({ definitions, executions, links, now })),
    ...runnerHandlers(runners, projects),
    ...installHandlers(installTexts, parts.runnerBinaries, parts.addressOf),
    ...replicaHandlers(replicas, enrollmentKeys),
    ...projectRunnerHandlers(runners, replicas, projects),
    ...dispatchHandlers(dispatches),
    ...tagHandlers(tags),
    ...tokenHandlers(tokens),
    ...userHandlers(new Users({ definitions, audit })),
    ...aclHandlers(aclFiles),
    ...aclTestHandlers(parts.policies),
    ...archiveHandlers(exports, imports, new AsyncExports({ ...parts.exports, exports, now })),
    ...scheduleHandlers({ schedules, switches, service, deliveries: parts.deliveries }),
    ...executionModeHandlers(new ExecutionModes({ definitions, audit, now })),
    ...nodeHandlers(nodes, nodeFilters),
    ...nodeFilterHandlers(nodeFilters),
    ...keyHandlers(keys),
    ...optionHandlers(optionValues),
    ...inputFileHandlers({ uploads, service }),
    ...auditHandlers(parts.auditTrail),
    ...webhookHandlers(
      new Webhooks({ ...parts, definitions, audit, links, now }),
      new WebhookEvents({ ...parts, definitions, executions, audit, now }),
    ),
  };
}
