import type { ServerResponse } from 'node:http';
import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import type { NumberedMessage, PollAnswer, PollRequest } from '../../../../protocol/runner/poll.ts';
import type { Clock, RunnerDirectory, SettingsSource } from '../../../dispatch/ports.ts';
import type { Registry } from '../../../dispatch/replicas/registry.ts';
import type { WaitingPoll } from '../../../dispatch/replicas/replica-session.ts';
import { ClientGone } from '../../http/read-body.ts';
import type { InSession } from '../caller.ts';
import { pollSeconds } from './poll-seconds.ts';

export interface PollParts {
  readonly clock: Clock;
  readonly directory: RunnerDirectory;
  readonly settings: SettingsSource;
  readonly registry: Registry;
}

/**
 * `POST poll`: waits until there is a message, the poll time has passed, the poll is refused (for example because a
 * newer poll arrived), or the client disconnects.
 */
export class Poll {
  readonly #parts: PollParts;

  constructor(parts: PollParts) {
    this.#parts = parts;
  }

  /** @throws runners-disabled, poll-replaced, session-replaced, replica-revoked, or ClientGone */
  answer(
    request: PollRequest,
    { presence, session }: InSession,
    response: ServerResponse,
  ): Promise<PollAnswer> {
    const { clock, directory, settings, registry } = this.#parts;
    const isOff = !settings.current().runners.enabled && directory.runner(presence.runnerId)?.local !== true;
    session.acknowledge(request.acknowledged);
    if (isOff && !session.hasGrantMessages) {
      registry.pollRefused(presence);
      throw new OutrunnerError('runners-disabled');
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        if (!session.leave(waiting)) return;
        cancelTimer();
        registry.pollEnded(presence, 'left');
        reject(new ClientGone());
      };
      const settle = (): void => {
        cancelTimer();
        response.off('close', leave);
        registry.pollEnded(presence, 'answered');
      };
      const waiting: WaitingPoll = {
        answer(messages: readonly NumberedMessage[]): void {
          settle();
          resolve({ messages: [...messages] });
        },
        refuse(code): void {
          settle();
          reject(new OutrunnerError(code));
        },
      };
      const held = Math.min(
        pollSeconds(settings.current()),
        request.longestSeconds ?? Number.POSITIVE_INFINITY,
      );
      const cancelTimer = clock.after(held * 1000, () => {
        if (session.leave(waiting)) waiting.answer([]);
      });
      response.once('close', leave);
      registry.polled(presence, session, request, waiting);
    });
  }
}
