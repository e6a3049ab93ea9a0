import { arch, platform, release, userInfo } from 'node:os';
import { LOCAL_NODE } from '../../job-language/plan/automatic-dispatch.ts';
import type { PlannedMode } from '../../protocol/entities/planned-mode.ts';
import type { HealthChecks } from '../../protocol/routes/shapes/metric-values.ts';
import type { SystemInfo } from '../../protocol/routes/shapes/system-info.ts';
import { API_VERSIONS, PROGRAM_VERSION } from '../../protocol/version.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type { Executions } from '../executions/executions.ts';
import {
  type CoordinatorDefinitions,
  coordinatorOf,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';
import type { Damages } from '../store/files/damages.ts';
import { JournalCommit } from '../store/journal/journal-commit.ts';

export interface SystemParts {
  readonly definitions: CoordinatorDefinitions;
  readonly executions: Pick<Executions, 'held' | 'release'>;
  readonly audit: Audit;
  readonly embedded: boolean;
  readonly damages: Pick<Damages, 'list'>;
  /** Start of the coordinator, epoch ms. */
  readonly startedAt: number;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Reports facts about the coordinator, and releases held executions. */
export class System {
  readonly #parts: SystemParts;

  constructor(parts: SystemParts) {
    this.#parts = parts;
  }

  async info(caller: Caller): Promise<SystemInfo> {
    const { embedded, startedAt, executions } = this.#parts;
    const snapshot = await this.#parts.definitions.snapshot();
    const { id, plannedMode } = coordinatorOf(snapshot);
    const now = this.#parts.now();
    const active = executions.held() === undefined && settingsOf(snapshot).executionMode.active;
    return {
      system: {
        timestamp: instant(now),
        rundeck: {
          version: PROGRAM_VERSION,
          apiversion: API_VERSIONS.newest,
          build: PROGRAM_VERSION,
          node: LOCAL_NODE,
          serverUUID: id,
        },
        os: { arch: arch(), name: platform(), version: release() },
        executions: { active, executionMode: active ? 'active' : 'passive' },
        stats: { uptime: { duration: now - startedAt, unit: 'ms', since: instant(startedAt) } },
        outrunner: {
          version: PROGRAM_VERSION,
          coordinatorId: id,
          embedded,
          localRunner: snapshot.values('runners').some(({ local }) => local),
          nodeVersion: process.version,
          user: caller.principal.user,
          ...(plannedMode === undefined ? {} : { plannedExecutionMode: plannedModeView(plannedMode) }),
          damages: [...this.#parts.damages.list()],
        },
      },
    };
  }

  /** Reports whether the files of the data dir are undamaged. */
  health(): HealthChecks {
    const [damage, ...more] = this.#parts.damages.list();
    if (damage === undefined) return { dataDir: { healthy: true } };
    const others = more.length === 0 ? '' : `, and ${more.length} more damaged files`;
    return { dataDir: { healthy: false, message: `${damage.path}: ${damage.problem}${others}` } };
  }

  async release(caller: Caller): Promise<void> {
    const commit = new JournalCommit();
    this.#parts.audit(actOf(caller, 'system.release', 'coordinator'), commit);
    await this.#parts.executions.release(caller.principal.user, commit);
  }
}

/** Returns the name of the user that this process runs as. */
export function ownerName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'owner';
  }
}

function plannedModeView({ enables, at, by }: PlannedMode) {
  return { executionMode: enables ? 'active' : 'passive', at: isoSeconds(at), by } as const;
}

function instant(epoch: number) {
  return { epoch, unit: 'ms', datetime: isoSeconds(epoch) } as const;
}
