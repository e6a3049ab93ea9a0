import * as l10n from '@vscode/l10n';
import { explain } from '../../../protocol/errors/outrunner-error.ts';
import type { AskedNodes } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { SavedNodeFilterInfo } from '../../../protocol/routes/shapes/node-shapes.ts';
import { counted, namesText } from '../../model/display-text.ts';
import { BACK, type Back, type FormPosition, type Prompts } from '../../prompts/prompts.ts';

export interface NodeNeeds {
  readonly prompts: Pick<Prompts, 'chooseStep' | 'textStep' | 'waiting' | 'warn'>;
  readonly savedFilters: () => Promise<readonly SavedNodeFilterInfo[]>;
  /** Returns the names of the nodes that a run would use. `filter` replaces the job's filter. */
  readonly selected: (filter?: string) => Promise<readonly string[]>;
}

/** The chosen node filter. Without `filter`, the job's own filter applies. */
export interface ChosenNodes {
  readonly filter?: string;
}

type Choice = { readonly kind: 'job' | 'typed' } | { readonly kind: 'saved'; readonly filter: string };

/**
 * Asks for the nodes of a run: those of the job, of a saved filter, or of a typed filter. Shows the nodes that a typed
 * filter selects.
 */
export async function askNodes(
  needs: NodeNeeds,
  { title, step }: { readonly title: string; readonly step: FormPosition },
  ofJob: AskedNodes,
  before: ChosenNodes,
): Promise<ChosenNodes | Back | undefined> {
  const found = await needs.prompts.waiting(title, l10n.t('Loading nodes…'), async () => {
    const [saved, own] = await Promise.all([needs.savedFilters(), nodesText(needs)]);
    return { saved, own };
  });
  if (found === undefined) return undefined;
  let { filter } = before;
  for (;;) {
    const choice = await needs.prompts.chooseStep<Choice>({
      title,
      step,
      placeHolder: l10n.t('Choose the nodes to run on'),
      choices: [
        {
          label: l10n.t('Nodes of the Job'),
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
          label: l10n.t('Change the Filter…'),
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
    await needs.prompts.warn(l10n.t('{0} Change the filter, or choose the nodes of the job.', problem));
  }
}

async function typed(
  needs: NodeNeeds,
  { title, step }: { readonly title: string; readonly step: FormPosition },
  ofJob: AskedNodes,
  before: string | undefined,
): Promise<string | Back | undefined> {
  const { exclude } = ofJob;
  const answer = await needs.prompts.textStep({
    title,
    step,
    value: before ?? ofJob.filter,
    isFollowUp: true,
    prompt:
      exclude === undefined
        ? l10n.t('Node filter')
        : l10n.t('Node filter, including those that the job excludes ("{0}")', exclude),
    placeHolder: 'tags: web+prod !name: db1',
    validate: (input) => (input.trim() === '' ? l10n.t('Enter a filter. ".*" selects all nodes') : undefined),
    hint: (input) => nodesText(needs, input.trim()),
  });
  return typeof answer === 'string' ? answer.trim() : answer;
}

/** Returns why a run cannot use a filter; undefined if it can. */
async function problemOf({ selected }: NodeNeeds, filter: string): Promise<string | undefined> {
  try {
    return (await selected(filter)).length > 0
      ? undefined
      : l10n.t('The filter "{0}" selects no node.', filter);
  } catch (error) {
    return explain(error);
  }
}

/** Returns the selected nodes, such as `2 nodes: web1, web2`, or the error. */
async function nodesText({ selected }: NodeNeeds, filter?: string): Promise<string> {
  try {
    const names = await selected(filter);
    return names.length === 0 ? l10n.t('No nodes') : `${counted(names.length, 'node')}: ${namesText(names)}`;
  } catch (error) {
    return explain(error);
  }
}

function textOf({ filter, exclude }: AskedNodes): string {
  return exclude === undefined ? filter : l10n.t('{0}, excluding {1}', filter, exclude);
}
