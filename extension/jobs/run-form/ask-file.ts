import * as l10n from '@vscode/l10n';
import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { sizeText } from '../../model/display-text.ts';
import { BACK, type Back, type FormPosition } from '../../prompts/prompts.ts';
import type { FormNeeds } from './form-needs.ts';
import type { OptionAnswer } from './run-answers.ts';

const noFile = () => ({ label: l10n.t('(no file)'), value: { kind: 'value', value: '' } }) as const;

/** Asks for the file of an option, on this machine or on the window's remote machine. */
export async function askFile(
  { prompts, fileInfo, fileLimit }: FormNeeds,
  { title, prompt, step }: { readonly title: string; readonly prompt: string; readonly step: FormPosition },
  option: AskedOption,
  before: OptionAnswer | undefined,
): Promise<OptionAnswer | Back | undefined> {
  const kept = before?.kind === 'file' ? before : undefined;
  const bound = l10n.t(
    'At most {0}. The file is uploaded when the job starts, and deleted after the run.',
    sizeText(fileLimit),
  );
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
                label: l10n.t('Keep {0}', kept.file.name),
                description: sizeText(kept.file.size),
                picked: true,
                value: kept,
              },
            ]),
        {
          label: l10n.t('Choose a File…'),
          detail: bound,
          picked: kept === undefined && option.required,
          value: 'choose',
        },
        ...(option.required ? [] : [{ ...noFile(), picked: kept === undefined }]),
      ],
    });
    if (chosen === undefined || chosen === BACK || chosen !== 'choose') return chosen;
    const uri = await prompts.openFile({
      title: l10n.t('File for {0}', option.label ?? option.name),
      label: l10n.t('Select'),
    });
    if (uri === undefined) continue;
    const file = { uri, ...(await fileInfo(uri)) };
    if (file.size <= fileLimit) return { kind: 'file', file };
    await prompts.warn(
      l10n.t(
        '{0} is too large: {1}. Choose a file of at most {2}.',
        file.name,
        sizeText(file.size),
        sizeText(fileLimit),
      ),
    );
  }
}
