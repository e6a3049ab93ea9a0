import * as l10n from '@vscode/l10n';
import { isTrustedByDefault } from '../../job-language/node-sources/configured-sources.ts';
import { withSource } from '../../job-language/node-sources/edited-sources.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { required, tagsProblem, tagsTyped } from '../commands/inputs.ts';
import { pickProject } from '../commands/pick.ts';
import { askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';
import { refreshNodes } from './refresh-nodes.ts';
import { SOURCE_TYPES } from './source-settings.ts';

const commandTitle = () => l10n.t('Add Node Source');

interface Form {
  type: (typeof SOURCE_TYPES)[number];
  value: string;
  tags: string;
  /** Whether the user trusts the source. Undefined until the user has answered for the current type and reader. */
  trusted: boolean | undefined;
}

/** Adds a node source to a project, and reads the source. The coordinator or a runner reads it. */
export const addNodeSource: Command = async (context, subject, selected) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, commandTitle());
  if (project === undefined) return;
  const title = l10n.t('Add Node Source to {0}', project.name);
  const form: Form = { type: SOURCE_TYPES[0], value: '', tags: '', trusted: undefined };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.one(
      () => ({
        placeHolder: l10n.t('Choose the type of source'),
        choices: SOURCE_TYPES.map((it) => ({
          label: it.label(),
          detail: it.detail(),
          picked: it === form.type,
          value: it,
        })),
      }),
      (type) => Object.assign(form, { type, trusted: undefined }),
    ),
    ask.text(
      () => ({
        value: form.value,
        prompt: form.type.asked(),
        placeHolder: form.type.example,
        validate: form.type.type === 'url' ? addressProblem : required(form.type.asked()),
      }),
      (value) => Object.assign(form, { value }),
    ),
    ask.text(
      () => ({
        value: form.tags,
        prompt: l10n.t(
          'Tags of the runner that reads the source, separated by commas. Leave empty for the coordinator.',
        ),
        placeHolder: 'db, eu',
        validate: tagsProblem,
      }),
      (tags) => Object.assign(form, { tags, trusted: undefined }),
    ),
    ask.one(
      () => {
        const usual = usualTrust(form);
        const choices = trustChoices().map((it) => ({
          ...it,
          ...(it.value === usual && { description: l10n.t('default for this source') }),
          picked: it.value === (form.trusted ?? usual),
        }));
        return { placeHolder: l10n.t('Choose whether to trust the nodes of this source'), choices };
      },
      (trusted) => Object.assign(form, { trusted }),
    ),
  ]);
  if (!isAnswered) return;
  const { type, value, tags, trusted = usualTrust(form) } = form;
  const params = { project: ProjectName.parse(project.name) };
  const client = clientOf(context);
  const source = {
    type: type.type,
    config: { [type.key]: value.trim() },
    tags: tagsTyped(tags),
    // Default trust is not stored, so that it no longer applies if a runner reads the source later. Any other answer is
    // stored.
    trusted: trusted && usualTrust(form) ? undefined : trusted,
  };
  const { config, revision } = await client.getRevisedConfig({ params });
  await client.setRevisedConfig({ params, body: { config: withSource(config, source), revision } });
  await refreshNodes(context, { kind: 'project', project: project.name }, selected);
};

const trustChoices = () =>
  [
    {
      label: l10n.t('Untrusted'),
      detail: l10n.t(
        'Its nodes only describe machines. They receive no passwords or secure options, and cannot set commands, keys or runners, or replace trusted nodes.',
      ),
      value: false,
    },
    {
      label: l10n.t('Trusted'),
      detail: l10n.t(
        'Its nodes may also set commands, keys and runners, and receive secrets. Choose this only if you trust everyone who can change the source.',
      ),
      value: true,
    },
  ] as const;

function usualTrust({ type, tags }: Form): boolean {
  return isTrustedByDefault(type.type, tagsTyped(tags).length === 0 ? 'LOCAL' : 'TAGS');
}

function addressProblem(input: string): string | undefined {
  return /^https?:\/\/[^/]/.test(input.trim())
    ? undefined
    : l10n.t('Enter a URL that starts with https:// or http://');
}
