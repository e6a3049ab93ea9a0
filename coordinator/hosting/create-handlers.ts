import type { IncomingMessage } from 'node:http';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { JobId } from '../../protocol/ids.ts';
import type { PatternRunner } from '../../support/patterns/pattern-runner.ts';
import type { Audit, AuditFirst } from '../audit/audit.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import type { JobCache } from '../executions/admission/job-cache.ts';
import type { OptionFinder } from '../executions/admission/option-finder.ts';
import type { Executions } from '../executions/executions.ts';
import type { StoredInputFiles } from '../files/stored-input-files.ts';
import { Uploads } from '../files/uploads.ts';
import type { Handlers } from '../http/handler.ts';
import { adhocHandlers } from '../http/handlers/adhoc-handlers.ts';
import { auditHandlers } from '../http/handlers/audit-handlers.ts';
import { dispatchHandlers } from '../http/handlers/dispatch-handlers.ts';
import { executionHandlers } from '../http/handlers/execution-handlers.ts';
import { inputFileHandlers } from '../http/handlers/input-file-handlers.ts';
import { installHandlers } from '../http/handlers/install-handlers.ts';
import { jobEditingHandlers, jobHandlers } from '../http/handlers/job-handlers.ts';
import { keyHandlers } from '../http/handlers/key-handlers.ts';
import { nodeFilterHandlers, nodeHandlers } from '../http/handlers/node-handlers.ts';
import { optionHandlers } from '../http/handlers/option-handlers.ts';
import { projectHandlers } from '../http/handlers/project-handlers.ts';
import { replicaHandlers } from '../http/handlers/replica-handlers.ts';
import { projectRunnerHandlers, runnerHandlers } from '../http/handlers/runner-handlers.ts';
import { scheduleHandlers } from '../http/handlers/schedule-handlers.ts';
import { systemHandlers } from '../http/handlers/system-handlers.ts';
import { tagHandlers } from '../http/handlers/tag-handlers.ts';
import { tokenHandlers } from '../http/handlers/token-handlers.ts';
import type { ChangeFeed } from '../http/streams/change-feed.ts';
import type { RunnerBinaries } from '../install/runner-binaries.ts';
import type { ProjectInventories } from '../inventory/project-inventories.ts';
import type { JobTexts } from '../job-check/job-texts.ts';
import type { KeyStorage } from '../keys/key-storage.ts';
import { Keys } from '../keys/keys.ts';
import type { Deliveries } from '../notifications/deliveries.ts';
import type { ListedOptions } from '../options/listed-options.ts';
import { OptionValuesService } from '../options/option-values-service.ts';
import type { Enrollments } from '../runner-protocol/ports.ts';
import type { Scheduler } from '../schedules/scheduler.ts';
import { Choices } from '../services/choices.ts';
import { EnrollmentKeys } from '../services/enrollment-keys.ts';
import { ExecutionModes } from '../services/execution-modes.ts';
import { ExecutionsService } from '../services/executions-service.ts';
import { InstallTexts } from '../services/install-texts.ts';
import { JobEditing } from '../services/job-editing.ts';
import { JobSchedules } from '../services/job-schedules.ts';
import { JobSwitches } from '../services/job-switches.ts';
import { Jobs } from '../services/jobs.ts';
import { NodeFilters } from '../services/node-filters.ts';
import { Nodes } from '../services/nodes.ts';
import { Plans } from '../services/plans.ts';
import { ProjectDispatches } from '../services/project-dispatches.ts';
import { Projects } from '../services/projects.ts';
import { Replicas } from '../services/replicas.ts';
import { Runners } from '../services/runners.ts';
import { SettingsService } from '../services/settings-service.ts';
import { type SharedAddress, Sharing } from '../services/sharing.ts';
import { System } from '../services/system.ts';
import { TagChanges } from '../services/tag-changes.ts';
import { Tokens } from '../services/tokens.ts';
import { Turns } from '../services/turns.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Damages } from '../store/files/damages.ts';
import type { Output } from '../store/output/output.ts';
import type { Links } from '../views/links.ts';

export interface HandlersParts {
  readonly definitions: CoordinatorDefinitions;
  readonly output: Output;
  readonly executions: Executions;
  readonly registry: ReplicaRegistry;
  readonly enrollments: Enrollments;
  readonly address: SharedAddress;
  readonly runnerBinaries: RunnerBinaries;
  /** The client's address. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly scheduler: Pick<Scheduler, 'status'>;
  readonly deliveries: Pick<Deliveries, 'ofExecution'>;
  /** Of a job's last successful executions, in ms. */
  readonly averageDuration: (job: JobId) => Promise<number | undefined>;
  readonly inventories: ProjectInventories;
  readonly patterns: PatternRunner;
  readonly options: OptionFinder;
  readonly texts: JobTexts;
  readonly parsedJobs: JobCache;
  readonly keyStorage: KeyStorage;
  readonly listedOptions: ListedOptions;
  readonly files: StoredInputFiles;
  readonly feed: ChangeFeed;
  readonly links: Links;
  readonly audit: Audit;
  readonly auditFirst: AuditFirst;
  readonly auditTrail: AuditTrail;
  readonly settings: () => Settings;
  readonly embedded: boolean;
  readonly damages: Damages;
  /** Epoch ms. */
  readonly now: () => number;
}

/** The services, and a handler of each route over them. */
export function createHandlers(parts: HandlersParts): Handlers {
  const { definitions, output, executions, registry, feed, links, audit, now, settings } = parts;
  const { texts, parsedJobs } = parts;
  const turns = new Turns();
  const projects = new Projects({ definitions, executions, audit, links, now });
  const schedule = (id: JobId) => parts.scheduler.status(id);
  const jobs = new Jobs({
    ...{ definitions, executions, jobs: parsedJobs, turns, audit, links, now },
    ...{ schedule, averageDuration: parts.averageDuration, texts },
  });
  const schedules = new JobSchedules({ definitions, jobs, status: schedule, links, now });
  const switches = new JobSwitches({ definitions, jobs, texts, turns, audit, now });
  const modes = new ExecutionModes({ definitions, audit });
  const editing = new JobEditing({ definitions, jobs, texts, turns, audit, now });
  const choices = new Choices({ definitions, registry });
  const plans = new Plans({
    ...{ definitions, jobs, texts, parsedJobs, choices, inventories: parts.inventories, links },
    ...{ options: parts.options, patterns: parts.patterns, random: Math.random },
  });
  const service = new ExecutionsService({ definitions, executions, audit, links, now });
  const installTexts = new InstallTexts({
    share: () => parts.address.current(),
    checksums: () => parts.runnerBinaries.checksums(),
  });
  const runners = new Runners({ ...parts, installTexts });
  const dispatches = new ProjectDispatches({ definitions, projects, runners, audit });
  const tags = new TagChanges({ definitions, executions, registry, parsedJobs, texts, turns, audit, now });
  const replicas = new Replicas({ ...parts, runners });
  const enrollmentKeys = new EnrollmentKeys({ ...parts, runners });
  const tokens = new Tokens({ definitions, audit, now });
  const system = new System({ ...parts, startedAt: now() });
  const sharing = new Sharing(parts.address, parts.auditFirst, () =>
    feed.publish({ type: 'share-changed' }, { resource: 'settings', action: 'read' }),
  );
  const nodes = new Nodes({ ...parts, definitions, audit, links, now });
  const nodeFilters = new NodeFilters({ definitions, audit });
  const keys = new Keys({ storage: parts.keyStorage, audit, links, now });
  const optionValues = new OptionValuesService({ jobs, parsed: parsedJobs, listed: parts.listedOptions });
  const uploads = new Uploads({ files: parts.files, jobs, parsed: parsedJobs, auditFirst: parts.auditFirst });
  const settingsService = new SettingsService({ definitions, audit });
  const lineBytes = () => settings().limits.lineBytes;
  return {
    ...systemHandlers({ system, settings: settingsService, sharing, feed, links }),
    ...projectHandlers(projects),
    ...jobHandlers(jobs, service),
    ...jobEditingHandlers({ jobs, editing, choices, plans }),
    ...adhocHandlers(service),
    ...executionHandlers({ service, executions, output, lineBytes }),
    ...runnerHandlers(runners, projects),
    ...installHandlers(installTexts, parts.runnerBinaries, parts.addressOf),
    ...replicaHandlers(replicas, enrollmentKeys),
    ...projectRunnerHandlers(runners, replicas, projects),
    ...dispatchHandlers(dispatches),
    ...tagHandlers(tags),
    ...tokenHandlers(tokens),
    ...scheduleHandlers({ schedules, switches, modes, service, deliveries: parts.deliveries }),
    ...nodeHandlers(nodes, nodeFilters),
    ...nodeFilterHandlers(nodeFilters),
    ...keyHandlers(keys),
    ...optionHandlers(optionValues),
    ...inputFileHandlers({ uploads, service }),
    ...auditHandlers(parts.auditTrail),
  };
}
