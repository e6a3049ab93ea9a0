import type { Client } from '../../../protocol/client/client.ts';
import { type JobId, ProjectName } from '../../../protocol/ids.ts';
import type { AskedOfRun, AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { type CommandContext, clientOf } from '../../commands/command.ts';
import { answered, askInTurn, type FormStep } from '../../prompts/ask-in-turn.ts';
import { askNodes, type ChosenNodes } from './ask-nodes.ts';
import { askRunners, type ChosenRunners } from './ask-runners.ts';
import { type OptionSteps, optionSteps } from './option-steps.ts';
import type { RunAnswers } from './run-answers.ts';

/** The questions of a run, and their initial answers. */
export interface AskedRun extends AskedOfRun {
  readonly job: JobId;
  readonly project: string;
  /** Display text of the job's own runners. */
  readonly runnersOfJob: string;
  /** Initial values of options. */
  readonly before: Readonly<Record<string, string>>;
}

/** The answers to all questions of a run. */
export interface RunForm extends RunAnswers {
  readonly where: ChosenNodes & ChosenRunners;
}

/** Asks for options of a job. `before` are initial values. Undefined if the user cancels. */
export async function askForOptions(
  context: CommandContext,
  title: string,
  job: { readonly id: string; readonly options: readonly AskedOption[] },
  before: Readonly<Record<string, string>> = {},
): Promise<RunAnswers | undefined> {
  const { steps, answers } = await stepsOfOptions(context, title, job, before);
  return (await askInTurn(steps)) ? answers() : undefined;
}

/**
 * Asks for the options of a job, then for nodes and runners if the job allows a run to change them. Undefined if the
 * user cancels.
 */
export async function askForRun(
  context: CommandContext,
  title: string,
  asked: AskedRun,
): Promise<RunForm | undefined> {
  const { prompts } = context;
  const client = clientOf(context);
  const { steps: ofOptions, answers } = await stepsOfOptions(
    context,
    title,
    { id: asked.job, options: asked.options },
    asked.before,
  );
  let nodes: ChosenNodes = {};
  let runners: ChosenRunners = {};
  const plan = (where: ChosenNodes & ChosenRunners) =>
    client.plan({ body: planBody(asked.job, answers(), where) });
  const steps: FormStep[] = [...ofOptions];
  const { nodes: ofJob } = asked;
  if (ofJob?.editable === true)
    steps.push(async (step) => {
      const selected = async (filter?: string) => {
        const planned = await plan(filter === undefined ? {} : { filter });
        return planned.nodes.flatMap(({ name }) => name ?? []);
      };
      const needs = { prompts, selected, savedFilters: () => savedFilters(client, asked.project) };
      return answered(await askNodes(needs, { title, step }, ofJob, nodes), (chosen) => {
        nodes = chosen;
      });
    });
  if (asked.runnerFilterEditable)
    steps.push(async (step) => {
      const matching = async (runnerFilter: string) => {
        const { choice } = await plan({ ...nodes, runnerFilter });
        const names = choice.candidates.map(({ name }) => name);
        return { names, ...(choice.problem === undefined ? {} : { problem: choice.problem }) };
      };
      const needs = { prompts, matching };
      return answered(await askRunners(needs, { title, step }, asked.runnersOfJob, runners), (chosen) => {
        runners = chosen;
      });
    });
  if (!(await askInTurn(steps))) return undefined;
  return { ...answers(), where: { ...nodes, ...runners } };
}

async function stepsOfOptions(
  context: CommandContext,
  title: string,
  { id, options }: { readonly id: string; readonly options: readonly AskedOption[] },
  before: Readonly<Record<string, string>>,
): Promise<OptionSteps> {
  const { editor, prompts } = context;
  const client = clientOf(context);
  if (options.every((option) => option.hidden))
    return { steps: [], answers: () => ({ values: {}, files: {} }) };
  // Loaded with the first form, because the pattern engine is large.
  const [{ problemOfValue }, settings] = await Promise.all([
    import('../checker/main.ts'),
    client.getSettings(),
  ]);
  return optionSteps(
    {
      prompts,
      listValues: async (given) =>
        (await client.listOptionValues({ params: { job: id }, body: { options: given } })).options,
      openSettings: () => editor.openSettings(),
      problemOf: problemOfValue,
      fileInfo: (uri) => editor.fileInfo(uri),
      fileLimit: settings.uploads.fileBytes,
    },
    title,
    options,
    before,
  );
}

/** Returns the body of a plan request. A plan reads no file, so file names take the place of uploaded files. */
function planBody(job: JobId, { values, files }: RunAnswers, where: ChosenNodes & ChosenRunners) {
  const names = Object.entries(files).map(([option, { name }]): [string, string] => [option, name]);
  return { job, options: { ...values, ...Object.fromEntries(names) }, ...where };
}

async function savedFilters(client: Client, project: string) {
  const saved = await client.listNodeFilters({ params: { project: ProjectName.parse(project) } });
  return saved.toSorted((a, b) => Number(b.default) - Number(a.default));
}
