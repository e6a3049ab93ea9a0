import { PRIORITY } from '../../../protocol/entities/project-dispatch.ts';
import type { DispatchCommand, EngineCommand, ResolveReference } from '../../engine/events/commands.ts';
import type { ExecutionRequested } from '../../engine/events/events.ts';
import type { ExecutionState } from '../../engine/state/state.ts';
import type { Dispatcher, QueuedOperation } from '../ports.ts';
import type { ExecutionTimers } from '../timers/execution-timers.ts';
import type { WaitingWatch } from '../timers/waiting-watch.ts';

export interface EffectParts {
  readonly dispatcher: Dispatcher;
  readonly timers: ExecutionTimers;
  readonly watch: WaitingWatch;
  /** Finds and plans the referenced job. */
  readonly resolve: (command: ResolveReference) => void;
  /** Returns whether dispatch is held. */
  readonly held: () => boolean;
}

/** Carries out the engine's commands. The engine may issue a command again, for example after a restart. */
export function carryOutCommands(
  parts: EffectParts,
  { request }: ExecutionState,
  commands: readonly EngineCommand[],
): void {
  const { dispatcher, timers, watch } = parts;
  for (const command of commands) {
    switch (command.type) {
      case 'dispatch':
        watch.watch(command.operationId);
        if (!parts.held()) dispatcher.dispatch(queued(command, request));
        break;
      case 'withdraw':
        watch.forget(command.operationId);
        dispatcher.withdraw(command.operationId);
        break;
      case 'cancel':
        dispatcher.cancel(command.operationId, command.replicaId, command.graceSeconds);
        break;
      case 'resolve-reference':
        parts.resolve(command);
        break;
      case 'set-timer':
        timers.set(request.id, command);
        break;
      case 'clear-timer':
        timers.clear(request.id, command.timer);
        break;
      // Notifications are stored with the event. `ExecutionRuntime` publishes lines and ends.
      case 'write-line':
      case 'notify':
      case 'end':
        break;
    }
  }
}

function queued(command: DispatchCommand, { id, project, priority }: ExecutionRequested): QueuedOperation {
  const { type: _, sequence: __, ...operation } = command;
  return { ...operation, executionId: id, project, priority: priority ?? PRIORITY.normal };
}
