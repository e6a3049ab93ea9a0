import { createServer, type Server } from 'node:http';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { metric, metricText } from '../../support/metrics/exposition.ts';
import { bareHost } from '../../support/text/bare-host.ts';
import type { Vitals } from './vitals.ts';

/**
 * Serves `/metrics` on a loopback address. A runner listens on no other socket, and on this one only if it is
 * configured.
 */
export class MetricsServer {
  readonly #vitals: Vitals;
  readonly #server: Server;

  /** `listen` is the `ADDR:PORT` of a loopback address. `onFailure` receives the error if listening fails. */
  constructor(vitals: Vitals, listen: string, onFailure: (error: Error) => void) {
    this.#vitals = vitals;
    this.#server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      this.#text().then(
        (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    this.#server.on('error', onFailure);
    const port = listen.slice(listen.lastIndexOf(':') + 1);
    const host = bareHost(listen.slice(0, listen.lastIndexOf(':')));
    this.#server.listen(Number(port), host);
    this.#server.unref();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #text(): Promise<string> {
    await this.#vitals.look();
    const { measures, signs } = this.#vitals;
    const { load, keeper, maxRunning, state, unable } = signs;
    const { running, queued, undelivered, completed } = load;
    const gauge = (name: string, help: string, value: number) => metric(name, 'gauge', help, [['', value]]);
    const metrics = [
      metric('outrunner_info', 'gauge', 'Version of the program.', [[`{version="${PROGRAM_VERSION}"}`, 1]]),
      gauge('runner_connected', 'Whether the coordinator is reachable.', state === 'connected' ? 1 : 0),
      gauge('runner_starts_steps', 'Whether the host can start steps.', unable === undefined ? 1 : 0),
      gauge('runner_operations_running', 'Operations that were granted and have not ended.', running),
      gauge('runner_operations_queued', 'Offered operations that wait for a free slot.', queued),
      gauge(
        'runner_operations_inflight',
        'Operations that are offered, running or not yet delivered.',
        running + queued + undelivered,
      ),
      gauge('runner_operations_pool_capacity', 'Maximum number of concurrent operations.', maxRunning),
      gauge('runner_operations_pool_utilization', 'Running operations by capacity.', running / maxRunning),
      metric(
        'runner_operations_completed_total',
        'counter',
        'Operations whose result the coordinator accepted.',
        [['', completed]],
      ),
      gauge(
        'runner_reporter_queue_size_total',
        'Results that the coordinator has not accepted yet.',
        undelivered,
      ),
      gauge(
        'runner_reporter_max_delivery_delay_seconds',
        'Longest wait in seconds of a result until the coordinator accepts it, now or in the last one to two minutes.',
        measures.maxDeliveryDelaySeconds,
      ),
      gauge('runner_spool_bytes', 'Output that is stored until it is delivered.', keeper?.spoolBytes ?? 0),
      gauge(
        'runner_keeper_resident_memory_bytes',
        'Resident memory of the keeper.',
        keeper?.memoryBytes ?? 0,
      ),
      gauge('process_resident_memory_bytes', 'Resident memory of the runner.', process.memoryUsage.rss()),
      gauge('process_uptime_seconds', 'Seconds since the start.', process.uptime()),
    ];
    return [...metrics.map(metricText), ...measures.histograms()].join('');
  }
}
