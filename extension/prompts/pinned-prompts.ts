import type { Prompts } from './prompts.ts';

/**
 * Returns prompts that call `check` when the user has answered a question. If `check` throws, the answer is refused: the
 * window was switched to another coordinator while the question was open. Dismissed questions are not checked.
 * Buttons of notifications are not checked either: some only copy a value, and the others make their own check.
 */
export function pinPrompts(prompts: Prompts, check: () => void): Prompts {
  const checked = async <A>(asked: Promise<A>): Promise<A> => {
    const answer = await asked;
    if (answer !== undefined && answer !== false) check();
    return answer;
  };
  return {
    text: (question) => checked(prompts.text(question)),
    choose: (question) => checked(prompts.choose(question)),
    chooseSeveral: (question) => checked(prompts.chooseSeveral(question)),
    textStep: (question) => checked(prompts.textStep(question)),
    chooseStep: (question) => checked(prompts.chooseStep(question)),
    chooseSeveralStep: (question) => checked(prompts.chooseSeveralStep(question)),
    waiting: (title, what, run) => prompts.waiting(title, what, run),
    progress: (work) => prompts.progress(work),
    confirm: (confirmation) => checked(prompts.confirm(confirmation)),
    decide: (decision, ...buttons) => checked(prompts.decide(decision, ...buttons)),
    openFiles: async (options) => {
      const files = await prompts.openFiles(options);
      if (files.length > 0) check();
      return files;
    },
    openFile: (question) => checked(prompts.openFile(question)),
    saveFile: (options) => checked(prompts.saveFile(options)),
    inform: (message, ...buttons) => prompts.inform(message, ...buttons),
    warn: (message, ...buttons) => prompts.warn(message, ...buttons),
    error: (message, ...buttons) => prompts.error(message, ...buttons),
  };
}
