import type { Terminal } from '../../link/command.ts';
import { FifoPool } from './fifo-pool.ts';
import { Gate } from './gate.ts';
import { InheritableDescriptors } from './inheritable-descriptors.ts';
import type { StepLauncher, StepProcess } from './step-process.ts';
import type { TerminalDriver } from './terminal-driver.ts';

/** Launches steps through gates, on all systems except Windows. */
export class GateLauncher implements StepLauncher {
  readonly #fifos: FifoPool;
  readonly #inheritable = new InheritableDescriptors();
  readonly #terminals: TerminalDriver;

  constructor(fifoFolder: string, terminals: TerminalDriver) {
    this.#fifos = new FifoPool(fifoFolder);
    this.#terminals = terminals;
  }

  prepare(terminal: Terminal): Promise<StepProcess> {
    return Gate.spawn(
      { fifos: this.#fifos, terminals: this.#terminals, inheritable: this.#inheritable },
      terminal,
    );
  }

  close(): void {
    this.#fifos.close();
  }
}
