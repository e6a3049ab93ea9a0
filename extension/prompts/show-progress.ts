import type { Work } from './prompts.ts';

/** Running work, as a progress indicator shows it. */
export interface ShownWork {
  readonly title: string;
  /** Resolves when the work has succeeded, failed or been cancelled. */
  readonly ended: Promise<void>;
  readonly cancel: () => void;
  /** Calls `listener` with the progress so far if there is any, and then with each increment, in percent. */
  readonly onProgress: (listener: (percent: number) => void) => void;
}

export interface ProgressIndicators {
  /** Shows the work in the status bar. */
  readonly quiet: (work: ShownWork) => void;
  /** Shows the work in a notification with a Cancel button. */
  readonly notification: (work: ShownWork) => void;
  /** Calls `show` once the work has taken a long time. Returns a function that cancels the call. */
  readonly afterLong: (show: () => void) => () => void;
}

/**
 * Runs work, and shows it in the status bar. Shows long work in a notification too. Returns undefined if the user
 * cancels the work in the notification. Rejects with the error of the work.
 */
export async function showProgress<T>(
  { title, run }: Work<T>,
  { quiet, notification, afterLong }: ProgressIndicators,
): Promise<T | undefined> {
  const stop = new AbortController();
  let reported = 0;
  let listener: (percent: number) => void = () => undefined;
  const running = run((percent) => {
    reported += percent;
    listener(percent);
  }, stop.signal);
  const work: ShownWork = {
    title,
    ended: running.then(
      () => undefined,
      () => undefined,
    ),
    cancel: () => stop.abort(),
    onProgress: (next) => {
      listener = next;
      // An increment of 0 would replace the moving bar of work without percentages with a fixed bar at 1 %.
      if (reported > 0) next(reported);
    },
  };
  quiet(work);
  const forget = afterLong(() => notification(work));
  try {
    return await running;
  } catch (error) {
    if (stop.signal.aborted) return undefined;
    throw error;
  } finally {
    forget();
  }
}
