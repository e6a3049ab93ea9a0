import { explain } from '../../../protocol/errors/outrunner-error.ts';
import type { AskedNodes } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { SavedNodeFilterInfo } from '../../../protocol/routes/shapes/node-shapes.ts';
import { counted, namesText } from '../../model/display-text.ts';
import { BACK, type Back, type Prompts, type Step } from '../../prompts/prompts.ts';

export interface NodeNeeds {
  readonly prompts: Pick<Prompts, 'chooseStep' | 'textStep' | 'waiting' | 'warn'>;
  readonly savedFilters: () => Promise<readonly SavedNodeFilterInfo[]>;
  /** Names of the nodes that a run would have; `filter`: another one than the job's. */
  readonly selected: (filter?: string) => Promise<readonly string[]>;
}

/** Another filter than the job's; empty: the job's own. */
export interface ChosenNodes {
  readonly filter?: string;
}

type Choice = { readonly kind: 'job' | 'typed' } | { readonly kind: 'saved'; readonly filter: string };

/**
 * Asks on which nodes a run is: those of the job, of a saved filter, or of a filter that begins with the one of before and
 * tells, as it is typed, which nodes it selects.
 */
export async function askNodes(
  needs: NodeNeeds,
  { title, step }: { readonly title: string; readonly step: Step },
  ofJob: AskedNodes,
  before: ChosenNodes,
): Promise<ChosenNodes | Back | undefined> {
  const found = await needs.prompts.waiting(title, 'Looking for its nodes…', async () => {
    const [saved, own] = await Promise.all([needs.savedFilters(), nodesText(needs)]);
    return { saved, own };
  });
  if (found === undefined) return undefined;
  let { filter } = before;
  for (;;) {
    const choice = await needs.prompts.chooseStep<Choice>({
      title,
      step,
      placeHolder: 'Nodes it runs on',
      choices: [
        {
          label: 'As the job says',
          description: textOf(ofJob),
          detail: found.own,
          picked: filter === undefined,
          value: { kind: 'job' } as const,
        },
        ...found.saved.map((it) => ({
          label: it.name,
          description: it.filter,
          value: { kind: 'saved', filter: it.filter } as const,
        })),
        {
          label: 'Change the Filter…',
          description: filter ?? '',
          picked: filter !== undefined,
          value: { kind: 'typed' },
        },
      ],
    });
    if (choice === undefined || choice === BACK) return choice;
    if (choice.kind === 'job') return {};
    const wanted =
      choice.kind === 'saved' ? choice.filter : await typed(needs, { title, step }, ofJob, filter);
    if (wanted === undefined) return undefined;
    if (wanted === BACK) continue;
    filter = wanted;
    const problem = await problemOf(needs, wanted);
    if (problem === undefined) return { filter };
    await needs.prompts.warn(`${problem} Change the filter, or run it as the job says.`);
  }
}

async function typed(
  needs: NodeNeeds,
  { title, step }: { readonly title: string; readonly step: Step },
  ofJob: AskedNodes,
  before: string | undefined,
): Promise<string | Back | undefined> {
  const { exclude } = ofJob;
  const all = exclude === undefined ? '' : `, those too that the job leaves out ("${exclude}")`;
  const answer = await needs.prompts.textStep({
    title,
    step,
    value: before ?? ofJob.filter,
    isFollowUp: true,
    prompt: `Nodes of this filter${all}`,
    placeHolder: 'tags: web+prod !name: db1',
    validate: (input) => (input.trim() === '' ? 'A filter; .* selects all nodes' : undefined),
    hint: (input) => nodesText(needs, input.trim()),
  });
  return typeof answer === 'string' ? answer.trim() : answer;
}

/** Why a run cannot have the nodes of a filter. */
async function problemOf({ selected }: NodeNeeds, filter: string): Promise<string | undefined> {
  try {
    return (await selected(filter)).length > 0 ? undefined : `No node is selected by "${filter}".`;
  } catch (error) {
    return explain(error);
  }
}

/** `2 nodes: web1, web2`, or why that is not known. */
async function nodesText({ selected }: NodeNeeds, filter?: string): Promise<string> {
  try {
    const names = await selected(filter);
    return names.length === 0 ? 'No node' : `${counted(names.length, 'node')}: ${namesText(names)}`;
  } catch (error) {
    return explain(error);
  }
}

function textOf({ filter, exclude }: AskedNodes): string {
  return exclude === undefined ? filter : `${filter}, without ${exclude}`;
}
