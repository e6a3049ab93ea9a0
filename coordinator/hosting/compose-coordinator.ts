import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { RunningCoordinator, StartOptions } from './start-options.ts';

export async function composeCoordinator(_options: StartOptions): Promise<RunningCoordinator> {
  throw new OutrunnerError('not-available-yet', { what: 'Starting the coordinator' });
}
