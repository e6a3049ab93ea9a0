import type {
  HostCopier,
  HostProgram,
  RemoteCopies,
  RemotePrompt,
  RemoteScript,
  RemoteStep,
  RemoteTarget,
  RemoteTerminal,
} from '../../link/remote-step.ts';
import type { RequestFields } from './request-fields.ts';

/** Reads what is executed on a node. Throws `LinkRefusal` (`unreadable`). */
export function remoteStep(fields: RequestFields): RemoteStep {
  return {
    node: fields.text('node'),
    target: target(fields.fieldsOf('target')),
    command: fields.text('command'),
    prompts: fields.listOf('prompts').map(prompt),
    windows: fields.flag('windows'),
    timeoutMilliseconds: fields.count('timeoutMilliseconds'),
    ...(fields.has('program') && { program: program(fields.fieldsOf('program')) }),
    ...(fields.has('isFollowed') && { isFollowed: fields.flag('isFollowed') }),
    ...(fields.has('input') && { input: fields.text('input') }),
    ...(fields.has('script') && { script: script(fields.fieldsOf('script')) }),
    ...(fields.has('copies') && { copies: copies(fields.fieldsOf('copies')) }),
    ...(fields.has('terminal') && { terminal: terminal(fields.fieldsOf('terminal')) }),
  };
}

function target(fields: RequestFields): RemoteTarget {
  const hostKeys = fields.fieldsOf('hostKeys');
  const key = fields.has('key') ? fields.fieldsOf('key') : undefined;
  return {
    ...address(fields),
    username: fields.text('username'),
    jumps: fields.listOf('jumps').map((jump) => ({
      ...address(jump),
      ...(jump.has('username') && { username: jump.text('username') }),
    })),
    connectMilliseconds: fields.count('connectMilliseconds'),
    keepaliveMilliseconds: fields.count('keepaliveMilliseconds'),
    hostKeys: { path: hostKeys.text('path'), mode: hostKeys.oneOf('mode', ['strict', 'accept-new']) },
    ...(key && {
      key: {
        text: key.text('text'),
        where: key.text('where'),
        ...(key.has('passphrase') && { passphrase: key.text('passphrase') }),
      },
    }),
    ...(fields.has('password') && { password: fields.text('password') }),
    ...(fields.has('agent') && { agent: fields.text('agent') }),
  };
}

function address(fields: RequestFields): { host: string; port: number } {
  return { host: fields.text('host'), port: fields.count('port', 1) };
}

function script(fields: RequestFields): RemoteScript {
  return {
    path: fields.text('path'),
    text: fields.text('text'),
    mode: fields.count('mode'),
    syncs: fields.flag('syncs'),
    ...(fields.has('removal') && { removal: fields.text('removal') }),
    ...(fields.has('copier') && { copier: copier(fields.fieldsOf('copier')) }),
  };
}

function copier(fields: RequestFields): HostCopier {
  const kind = fields.oneOf('kind', ['program', 'shared-files']);
  return kind === 'program' ? { kind, program: program(fields.fieldsOf('program')) } : { kind };
}

function program(fields: RequestFields): HostProgram {
  return {
    argv: fields.texts('argv'),
    env: fields.textsByName('env'),
    ...(fields.has('cwd') && { cwd: fields.text('cwd') }),
  };
}

function copies(fields: RequestFields): RemoteCopies {
  const files = fields.listOf('files').map((file) => ({ from: file.text('from'), to: file.text('to') }));
  return { files, echo: fields.flag('echo') };
}

function terminal(fields: RequestFields): RemoteTerminal {
  const size = fields.fieldsOf('size');
  return {
    size: { columns: size.count('columns', 1), rows: size.count('rows', 1) },
    isShown: fields.flag('isShown'),
  };
}

function prompt(fields: RequestFields): RemotePrompt {
  return {
    prompt: fields.text('prompt'),
    refusal: fields.text('refusal'),
    promptLines: fields.count('promptLines', 1),
    responseLines: fields.count('responseLines', 1),
    password: fields.text('password'),
  };
}
