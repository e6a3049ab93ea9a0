import * as l10n from '@vscode/l10n';

/** The types of node sources that a user can add, with the setting that each needs. */
export const SOURCE_TYPES = [
  {
    type: 'file',
    label: () => l10n.t('File'),
    detail: () => l10n.t('Nodes in YAML, JSON or XML'),
    key: 'file',
    asked: () => l10n.t('Path of the file'),
    example: '/etc/outrunner/nodes.yaml',
  },
  {
    type: 'directory',
    label: () => l10n.t('Folder'),
    detail: () => l10n.t('All node files in a folder'),
    key: 'directory',
    asked: () => l10n.t('Path of the folder'),
    example: '/etc/outrunner/nodes.d',
  },
  {
    type: 'url',
    label: () => l10n.t('URL'),
    detail: () => l10n.t('Nodes that a web server returns'),
    key: 'url',
    asked: () => l10n.t('URL that returns the nodes'),
    example: 'https://inventory.example.org/nodes.yaml',
  },
  {
    type: 'script',
    label: () => l10n.t('Script'),
    detail: () => l10n.t('Nodes that a program prints'),
    key: 'file',
    asked: () => l10n.t('Path of the program'),
    example: '/usr/local/bin/list-nodes',
  },
  {
    type: 'ansible-inventory',
    label: () => l10n.t('Ansible Inventory'),
    detail: () => l10n.t('Hosts that ansible-inventory lists'),
    key: 'ansible-inventory',
    asked: () => l10n.t('Path of the inventory'),
    example: '/etc/ansible/hosts',
  },
] as const;
