import type { QuickPickItem } from 'vscode';
import type { PickItem } from './prompts.ts';

/** A choice as a VS Code quick pick item. */
export type Item<T> = QuickPickItem & { readonly value: T };

export function toItem<T>(choice: PickItem<T>): Item<T> {
  return {
    label: choice.label,
    value: choice.value,
    ...(choice.description === undefined ? {} : { description: choice.description }),
    ...(choice.detail === undefined ? {} : { detail: choice.detail }),
    ...(choice.picked === undefined ? {} : { picked: choice.picked }),
  };
}
