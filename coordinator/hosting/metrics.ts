import type { Health } from '../../protocol/entities/replica.ts';
import { Health as HealthNames } from '../../protocol/entities/replica.ts';
import type { MetricValues } from '../../protocol/routes/shapes/metric-values.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { type Metric, metric, metricText } from '../../support/metrics/exposition.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import type { Executions } from '../executions/executions.ts';
import type { Dispatcher } from '../executions/ports.ts';
import type { ConnectionGate } from '../http/connection-gate.ts';
import type { ChangeFeed } from '../http/streams/change-feed.ts';
import type { RunnerProtocol } from '../runner-protocol/ports.ts';

export interface MetricsParts {
  readonly registry: ReplicaRegistry;
  readonly dispatcher: Pick<Dispatcher, 'waiting'>;
  readonly executions: Pick<Executions, 'openCounts' | 'onDeleted'>;
  readonly reports: RunnerProtocol['measures'];
  readonly unprovenPositions: RunnerProtocol['unprovenPositions'];
  readonly feed: ChangeFeed;
  readonly gate: Pick<ConnectionGate, 'counts'>;
  readonly freeBytes: () => number;
}

/** Reports counts of the coordinator. */
export class Metrics {
  readonly #parts: MetricsParts;
  readonly #answers = new Map<number, number>();
  #deletedExecutions = 0;

  constructor(parts: MetricsParts) {
    this.#parts = parts;
    parts.executions.onDeleted((deleted) => {
      this.#deletedExecutions += deleted.length;
    });
  }

  answered(status: number): void {
    this.#answers.set(status, (this.#answers.get(status) ?? 0) + 1);
  }

  /** Returns all metrics in the text format of Prometheus. */
  text(): string {
    return [...this.#metrics().map(metricText), ...this.#parts.reports.histograms()].join('');
  }

  /** Returns all gauges and counters. A sample with labels has a name of its own. */
  values(): MetricValues {
    const named = (type: Metric['type']) =>
      this.#metrics()
        .filter((metric) => metric.type === type)
        .flatMap(({ name, samples }) =>
          samples.map(([labels, value]) => [`${name}${labels}`, value] as const),
        );
    return {
      version: '3.1.3',
      gauges: Object.fromEntries(named('gauge').map(([name, value]) => [name, { value }])),
      counters: Object.fromEntries(named('counter').map(([name, count]) => [name, { count }])),
      histograms: {},
      meters: {},
      timers: {},
    };
  }

  #metrics(): readonly Metric[] {
    const { registry, dispatcher, executions, reports, unprovenPositions, feed, gate, freeBytes } =
      this.#parts;
    const connections = gate.counts();
    const replicas = registry.replicas();
    const running = replicas.reduce((sum, replica) => sum + replica.running, 0);
    const open = executions.openCounts();
    const byHealth = (health: Health) => replicas.filter((replica) => replica.health === health).length;
    return [
      metric('outrunner_info', 'gauge', 'Version of the program.', [[`{version="${PROGRAM_VERSION}"}`, 1]]),
      metric('outrunner_executions_running', 'gauge', 'Executions that have begun and not ended.', [
        ['', open.total - open.scheduled],
      ]),
      metric('outrunner_executions_scheduled', 'gauge', 'Executions that are planned for a later time.', [
        ['', open.scheduled],
      ]),
      metric('outrunner_executions_deleted_total', 'counter', 'Deleted executions.', [
        ['', this.#deletedExecutions],
      ]),
      metric('runner_operations_total_queue_size', 'gauge', 'Operations that no replica has claimed yet.', [
        ['', dispatcher.waiting],
      ]),
      metric('runner_operations_active_count', 'gauge', 'Operations granted and not ended.', [['', running]]),
      metric(
        'runner_server_report_end_to_end_latency_max_seconds',
        'gauge',
        'The longest end-to-end latency of the last one to two minutes.',
        [['', reports.mostLatency]],
      ),
      metric(
        'runner_server_report_timeout_count',
        'counter',
        'Operations abandoned because their replica was unreachable for too long.',
        [['', reports.timeouts]],
      ),
      metric(
        'outrunner_operations_not_started_total',
        'counter',
        'Operations that a replica gave back as not started, because its host could not start them.',
        [['', reports.notStarted]],
      ),
      metric(
        'outrunner_replicas_unable',
        'gauge',
        'Replicas whose host cannot start steps. They are offered no operations.',
        [['', replicas.filter(({ unable }) => unable !== undefined).length]],
      ),
      metric(
        'outrunner_replicas',
        'gauge',
        'Enrolled replicas by health.',
        HealthNames.options.map((health) => [`{health="${health}"}`, byHealth(health)]),
      ),
      metric(
        'outrunner_unproven_positions_total',
        'counter',
        'Positions that replicas reported without a valid proof.',
        [['', unprovenPositions.count]],
      ),
      metric('outrunner_event_subscribers', 'gauge', 'Subscribers of changes.', [['', feed.subscribers]]),
      metric(
        'outrunner_connections',
        'gauge',
        'Open connections, by whether a request on them had a valid credential.',
        [
          ['{credential="valid"}', connections.open - connections.unproven],
          ['{credential="none"}', connections.unproven],
        ],
      ),
      metric('outrunner_connections_closed_total', 'counter', 'Connections closed to make room for others.', [
        ['', connections.closed],
      ]),
      metric(
        'outrunner_http_answers_total',
        'counter',
        'Answers of the management API by status.',
        [...this.#answers].map(([status, count]) => [`{status="${status}"}`, count]),
      ),
      metric('outrunner_disk_free_bytes', 'gauge', 'Free space of the data dir.', [['', freeBytes()]]),
      metric('process_resident_memory_bytes', 'gauge', 'Resident memory.', [['', process.memoryUsage.rss()]]),
      metric('process_uptime_seconds', 'gauge', 'Seconds since the start.', [['', process.uptime()]]),
    ];
  }
}
