/** The types of node sources that a user can add, with the setting that each needs. */
export const SOURCE_TYPES = [
  {
    type: 'file',
    label: 'File',
    detail: 'Nodes in YAML, JSON or XML',
    key: 'file',
    asked: 'Path of the file',
    example: '/etc/outrunner/nodes.yaml',
  },
  {
    type: 'directory',
    label: 'Folder',
    detail: 'All node files in a folder',
    key: 'directory',
    asked: 'Path of the folder',
    example: '/etc/outrunner/nodes.d',
  },
  {
    type: 'url',
    label: 'URL',
    detail: 'Nodes that a web server returns',
    key: 'url',
    asked: 'URL of the nodes',
    example: 'https://inventory.example.org/nodes.yaml',
  },
  {
    type: 'script',
    label: 'Script',
    detail: 'Nodes that a program prints',
    key: 'file',
    asked: 'Path of the program',
    example: '/usr/local/bin/list-nodes',
  },
  {
    type: 'ansible-inventory',
    label: 'Ansible Inventory',
    detail: 'Hosts that ansible-inventory lists',
    key: 'ansible-inventory',
    asked: 'Path of the inventory',
    example: '/etc/ansible/hosts',
  },
] as const;
