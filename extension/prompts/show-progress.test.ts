import assert from 'node:assert/strict';
import { type ProgressIndicators, type ShownWork, showProgress } from './show-progress.ts';

/** Indicators that record what they show. `takeLong` makes the clock report that the work has taken a long time. */
function indicators() {
  const quiet: string[] = [];
  const notified: ShownWork[] = [];
  let takesLong: (() => void) | undefined;
  const shown: ProgressIndicators = {
    quiet: ({ title }) => quiet.push(title),
    notification: (work) => notified.push(work),
    afterLong: (show) => {
      takesLong = show;
      return () => {
        takesLong = undefined;
      };
    },
  };
  return { shown, quiet, notified, takeLong: () => takesLong?.() };
}

describe('showProgress', () => {
  it('shows short work in the status bar only', async () => {
    const { shown, quiet, notified, takeLong } = indicators();
    assert.equal(await showProgress({ title: 'Reading', run: async () => 'text' }, shown), 'text');
    takeLong();
    assert.deepEqual([quiet, notified], [['Reading'], []]);
  });

  it('also shows long work in a notification, with its progress so far', async () => {
    const { shown, notified, takeLong } = indicators();
    const end = Promise.withResolvers<string>();
    let report: (percent: number) => void = () => undefined;
    const result = showProgress(
      {
        title: 'Uploading',
        run: (reported) => {
          report = reported;
          return end.promise;
        },
      },
      shown,
    );
    report(20);
    report(10);
    takeLong();
    const percents: number[] = [];
    notified[0]?.onProgress((percent) => percents.push(percent));
    report(5);
    assert.deepEqual(percents, [30, 5]);
    end.resolve('done');
    assert.equal(await result, 'done');
    await notified[0]?.ended;
  });

  it('reports no progress of work that has reported none, so that the notification shows a moving bar', async () => {
    const { shown, notified, takeLong } = indicators();
    const end = Promise.withResolvers<void>();
    const result = showProgress({ title: 'Reading', run: () => end.promise }, shown);
    takeLong();
    const percents: number[] = [];
    notified[0]?.onProgress((percent) => percents.push(percent));
    assert.deepEqual(percents, []);
    end.resolve();
    await result;
  });

  it('returns undefined when the user cancels, and rejects with any other error', async () => {
    const { shown, notified, takeLong } = indicators();
    const result = showProgress(
      {
        title: 'Searching',
        run: (_report, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
      },
      shown,
    );
    takeLong();
    notified[0]?.cancel();
    assert.equal(await result, undefined);
    const failing = { title: 'Searching', run: () => Promise.reject(new Error('no space')) };
    await assert.rejects(showProgress(failing, shown), /no space/);
  });
});
