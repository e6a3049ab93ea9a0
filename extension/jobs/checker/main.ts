import { checkJobs, problemsOfFile } from '../../../job-language/checks/check-jobs.ts';
import { withIdentity } from '../../../job-language/edit/edit-job-text.ts';
import { formatJobFile } from '../../../job-language/edit/format-job-file.ts';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { BlockTree } from '../../../job-language/language-service/block-tree.ts';
import {
  asksForNodes,
  type Completions,
  completionsAt,
} from '../../../job-language/language-service/completion.ts';
import type { CoordinatorFacts } from '../../../job-language/language-service/coordinator-facts.ts';
import {
  type JobLens,
  jobLensesOf,
  type RunnerFact,
} from '../../../job-language/language-service/job-lenses.ts';
import {
  type LiveFacts,
  liveFactsAt,
  showsNodesAt,
} from '../../../job-language/language-service/live-facts.ts';
import { runnerProblemsOf } from '../../../job-language/language-service/runner-problems.ts';
import type { TextPosition } from '../../../job-language/language-service/text-range.ts';
import { askedOption } from '../../../job-language/options/asked-option.ts';
import type { Problem } from '../../../job-language/source/problem.ts';
import type { SourceFormat } from '../../../job-language/source/read-source.ts';
import { coordinatorJobs } from '../../../job-language/sync/coordinator-jobs.ts';
import type { FolderCache } from '../../../job-language/sync/folder-cache.ts';
import type { SyncCoordinator } from '../../../job-language/sync/sync-ports.ts';
import type { Client } from '../../../protocol/client/client.ts';
import type { JobId, ProjectName } from '../../../protocol/ids.ts';
import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { LinkedFolder } from '../../linked-folders/linked-folder.ts';
import { problemOfAnswer } from './answer-problem.ts';
import { keyChoicesAt as choices, keyHelpAt as help, type KeyChoice, type KeyHelp } from './key-help.ts';
import { LinkedJobs } from './linked-jobs.ts';
import { type SnippetChoice, snippetsAt as snippets } from './snippets-at.ts';

/** Returns the calls that synchronise the jobs of a project. `url` identifies the coordinator in records. */
export function projectJobs(
  client: Client,
  url: string,
  project: ProjectName,
  cache?: FolderCache,
): SyncCoordinator {
  return coordinatorJobs(client, url, project, cache?.remotes);
}

/** Compares the files of a linked folder with the jobs of its project. */
export function compareLinkedFolder(
  folder: LinkedFolder,
  coordinator: SyncCoordinator,
  cache?: FolderCache,
): Promise<LinkedJobs> {
  return LinkedJobs.compare(folder, coordinator, cache);
}

/** A job in a job file. */
export interface JobInText {
  readonly path: string;
  /** The text of this job only. */
  readonly text: string;
  /** The first line of the job, from 1. */
  readonly line: number;
  readonly options: readonly AskedOption[];
}

/**
 * Returns the errors and warnings for a job file. This module is a separate bundle, which is loaded when the first job
 * is opened.
 */
export function problemsOfJobs(text: string): readonly Problem[] {
  return problemsOfFile(text, { format: 'yaml' });
}

/**
 * Returns warnings of runner selectors that match none of the runners of a project, or none of all runners if the
 * project is unknown.
 */
export function problemsOfSelectors(
  tree: BlockTree,
  runners: readonly RunnerFact[],
  project: string | undefined,
): readonly Problem[] {
  return runnerProblemsOf(tree, runners, project);
}

/** Returns a formatted job file. Undefined if it has syntax errors, or if formatting would change a job. */
export function formattedJobs(text: string): string | undefined {
  return formatJobFile(text);
}

/** Returns the valid jobs of a job file. */
export function jobsInText(text: string): readonly JobInText[] {
  return checkJobs(text, { format: 'yaml' }).jobs.map(({ job, line, text: own }) => ({
    path: jobPath(job),
    text: own,
    line,
    options: job.options.map(askedOption),
  }));
}

/** One job of a file as YAML, with the id of the stored job. */
export interface IdentifiedJob {
  readonly id: JobId;
  readonly text: string;
  /** The first line of the job in the file, from 1. */
  readonly line: number;
}

/** Returns the valid jobs of a file that already exist. `ids` contains their ids by position in the file, from 1. */
export function identifiedJobs(
  { text, format }: { readonly text: string; readonly format: SourceFormat },
  ids: ReadonlyMap<number, JobId>,
): readonly IdentifiedJob[] {
  return checkJobs(text, { format }).jobs.flatMap(({ index, line, text: own }) => {
    const id = ids.get(index + 1);
    return id === undefined ? [] : [{ id, line, text: withIdentity(own, { uuid: id }) }];
  });
}

/**
 * Returns why an option rejects a value; undefined if the option accepts the value. `listed` are the option's values,
 * if they come from a URL.
 */
export function problemOfValue(
  option: AskedOption,
  value: string,
  listed: readonly string[] | undefined,
): string | undefined {
  return problemOfAnswer(option, value, listed);
}

/** Returns the description of the key in a line. Lines count from 0. */
export function helpAt(lines: readonly string[], line: number): KeyHelp | undefined {
  return help(lines, line);
}

/** Returns the keys that can complete a line. Lines count from 0. */
export function choicesAt(lines: readonly string[], line: number): readonly KeyChoice[] {
  return choices(lines, line);
}

/** Returns the snippets that can complete a line. Lines count from 0. `tags` are the tags of the runners. */
export function snippetChoicesAt(
  lines: readonly string[],
  line: number,
  tags: readonly string[],
): readonly SnippetChoice[] {
  return snippets(lines, line, tags);
}

/** Returns the completions of the value at a position. */
export function valueChoicesAt(
  tree: BlockTree,
  position: TextPosition,
  facts: CoordinatorFacts,
): Completions {
  return completionsAt(tree, position, facts);
}

/** Whether the completions at a position depend on the nodes of the project. */
export function needsNodesAt(tree: BlockTree, position: TextPosition): boolean {
  return asksForNodes(tree, position);
}

/** Returns the current facts about the part of a job at a position: runners, nodes or fire times. */
export function liveTextAt(tree: BlockTree, position: TextPosition, facts: LiveFacts): string | undefined {
  return liveFactsAt(tree, position, facts);
}

/** Whether the live facts at a position depend on the nodes of the project. */
export function liveTextNeedsNodesAt(tree: BlockTree, position: TextPosition): boolean {
  return showsNodesAt(tree, position);
}

/** Returns each job of a job file with the number of its runners. */
export function lensesOf(tree: BlockTree, runners: readonly RunnerFact[]): readonly JobLens[] {
  return jobLensesOf(tree, runners);
}
