import type { JobOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { CommandContext } from '../command.ts';

/** Asks for each option that is not hidden; answers undefined when the person gives up. */
export async function askOptions(
  context: Pick<CommandContext, 'prompts'>,
  title: string,
  options: readonly JobOption[],
  before: Readonly<Record<string, string>>,
): Promise<Record<string, string> | undefined> {
  const asked = options.filter((option) => !option.hidden);
  const values: Record<string, string> = {};
  for (const [index, option] of asked.entries()) {
    const value = await ask(context, `${title} (${index + 1}/${asked.length})`, option, before[option.name]);
    if (value === undefined) return undefined;
    if (value !== '') values[option.name] = value;
  }
  return values;
}

async function ask(
  { prompts }: Pick<CommandContext, 'prompts'>,
  title: string,
  option: JobOption,
  before: string | undefined,
): Promise<string | undefined> {
  const prompt = [option.label ?? option.name, option.description].filter(Boolean).join(': ');
  const value = before ?? option.value ?? '';
  const allowed = option.values ?? [];
  if (option.enforced && allowed.length > 0 && option.multivalued) {
    const delimiter = option.delimiter ?? ',';
    const picked = value.split(delimiter);
    const chosen = await prompts.chooseSeveral({
      title,
      placeHolder: prompt,
      choices: allowed.map((it) => ({ label: it, picked: picked.includes(it), value: it })),
    });
    return chosen?.join(delimiter);
  }
  if (option.enforced && allowed.length > 0) {
    // The default stands first, so that Enter takes it.
    const ordered = [...allowed.filter((it) => it === value), ...allowed.filter((it) => it !== value)];
    const none = option.required ? [] : [{ label: '(no value)', value: '' }];
    return prompts.choose({
      title,
      placeHolder: prompt,
      choices: [...ordered.map((it) => ({ label: it, value: it })), ...none],
    });
  }
  return prompts.text({
    title,
    prompt: allowed.length === 0 ? prompt : `${prompt}. For example ${allowed.join(', ')}`,
    value: option.secure ? '' : value,
    password: option.secure,
    validate: (input) =>
      option.required && input === '' ? `${option.label ?? option.name} is required` : undefined,
  });
}
