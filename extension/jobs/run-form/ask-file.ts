import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { sizeText } from '../../model/display-text.ts';
import { BACK, type Back, type FormPosition } from '../../prompts/prompts.ts';
import type { FormNeeds } from './form-needs.ts';
import type { OptionAnswer } from './run-answers.ts';

const NO_FILE = { label: '(no file)', value: { kind: 'value', value: '' } } as const;

/** Asks for the file of an option, on this machine or on the window's remote machine. */
export async function askFile(
  { prompts, fileInfo, fileLimit }: FormNeeds,
  { title, prompt, step }: { readonly title: string; readonly prompt: string; readonly step: FormPosition },
  option: AskedOption,
  before: OptionAnswer | undefined,
): Promise<OptionAnswer | Back | undefined> {
  const kept = before?.kind === 'file' ? before : undefined;
  const bound = `At most ${sizeText(fileLimit)}. The file is uploaded when the job starts, and deleted after the run.`;
  for (;;) {
    const chosen = await prompts.chooseStep<OptionAnswer | 'choose'>({
      title,
      step,
      placeHolder: prompt,
      choices: [
        ...(kept === undefined
          ? []
          : [
              {
                label: `Keep ${kept.file.name}`,
                description: sizeText(kept.file.size),
                picked: true,
                value: kept,
              },
            ]),
        {
          label: 'Choose a File…',
          detail: bound,
          picked: kept === undefined && option.required,
          value: 'choose',
        },
        ...(option.required ? [] : [{ ...NO_FILE, picked: kept === undefined }]),
      ],
    });
    if (chosen === undefined || chosen === BACK || chosen !== 'choose') return chosen;
    const uri = await prompts.openFile({ title: `File for ${option.label ?? option.name}`, label: 'Select' });
    if (uri === undefined) continue;
    const file = { uri, ...(await fileInfo(uri)) };
    if (file.size <= fileLimit) return { kind: 'file', file };
    await prompts.warn(
      `${file.name} is too large: ${sizeText(file.size)}. Choose a file of at most ${sizeText(fileLimit)}.`,
    );
  }
}
