import type { CandidateReplica, CandidateRunner, RunnerChoice, TagCount } from './choose-runner.ts';

type NoMatch = Extract<RunnerChoice<CandidateRunner, CandidateReplica>, { kind: 'no-runner-matches' }>;

/**
 * Returns why no runner of the project matches, as part of a sentence: "`db` is on 2 runners, `eu` on 3, both
 * on none; prod-1 has all of them, but belongs to other projects".
 */
export function explainNoMatch({ target, tags, elsewhere }: NoMatch): string {
  if (target.kind === 'runners') {
    return `${target.runners.length === 1 ? 'the runner' : 'each runner'} that was chosen is deleted, or not assigned to the project any more`;
  }
  if (tags.length === 0) return 'the selector contains no tag';
  const counts = tags.map(countOf).join(', ');
  if (target.kind === 'filter')
    return `${counts}; no runner matches \`${target.filter}\`${explainElsewhere(elsewhere, 'what it asks for')}`;
  const together = target.match === 'all' && tags.length > 1 && tags.every((tag) => tag.runners > 0);
  const all = together ? `, ${tags.length === 2 ? 'both' : 'all'} on none` : '';
  return `${counts}${all}${explainElsewhere(elsewhere, tagsElsewhere(tags.length, target.match))}`;
}

/** Returns a phrase for the tags that runners outside the project have. */
function tagsElsewhere(tags: number, match: 'all' | 'any'): string {
  if (tags === 1) return 'it';
  return match === 'any' ? 'one of them' : 'all of them';
}

function countOf({ tag, runners }: TagCount, index: number): string {
  const place = runners === 0 ? 'none' : String(runners);
  if (index > 0) return `\`${tag}\` on ${place}`;
  const noun = runners === 0 ? '' : ` runner${runners === 1 ? '' : 's'}`;
  return `\`${tag}\` is on ${place}${noun}`;
}

const MOST_NAMED = 5;

/** Returns a phrase for the runners that match, but are not assigned to the project. */
function explainElsewhere(runners: readonly CandidateRunner[], what: string): string {
  const isAssigned = ({ assignedProjects }: CandidateRunner) => assignedProjects.length > 0;
  const foreign = runners.filter(isAssigned);
  const unassigned = runners.filter((runner) => !isAssigned(runner));
  return [
    butPhrase(
      foreign,
      `has ${what}, but belongs to other projects`,
      `have ${what}, but belong to other projects`,
    ),
    butPhrase(
      unassigned,
      `has ${what}, but is assigned to no project`,
      `have ${what}, but are assigned to no project`,
    ),
  ].join('');
}

function butPhrase(runners: readonly CandidateRunner[], one: string, several: string): string {
  if (runners.length === 0) return '';
  const named = runners.slice(0, MOST_NAMED).map((runner) => runner.name);
  const more = runners.length - named.length;
  const names = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
  return `; ${names} ${runners.length === 1 ? one : several}`;
}

/** Returns why an operation waits although runners match; undefined if none match, or if a replica could start it. */
export function explainChoice(
  choice: RunnerChoice<CandidateRunner, CandidateReplica>,
  replicas: readonly CandidateReplica[],
): string | undefined {
  if (choice.kind === 'no-runner-matches' || choice.candidates.length > 0) return undefined;
  if (choice.runners.length === 0) return 'this coordinator has no Local Runner';
  const names = choice.runners
    .slice(0, MOST_NAMED)
    .map((runner) => runner.name)
    .join(', ');
  const ids = new Set(choice.runners.map((runner) => runner.id));
  const polling = replicas.filter((replica) => ids.has(replica.runnerId) && replica.polling);
  const runner = choice.runners.length === 1 ? `runner ${names}` : `runners ${names}`;
  if (polling.length === 0) return `no replica of ${runner} is connected`;
  if (polling.every((replica) => replica.paused)) return `every replica of ${runner} is paused`;
  if (polling.every((replica) => replica.draining)) return `every replica of ${runner} is draining`;
  if (polling.every((replica) => replica.draining || replica.paused))
    return `every replica of ${runner} is paused or draining`;
  const taking = polling.filter((replica) => !replica.draining && !replica.paused);
  const unable = taking.flatMap((replica) => replica.unable ?? []);
  if (unable.length === taking.length) return `${runner} cannot start steps: ${unable[0]?.message ?? ''}`;
  return `every replica of ${runner} is running as many operations as it takes`;
}
