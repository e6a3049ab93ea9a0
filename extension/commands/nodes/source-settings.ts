/** Types of sources that a person can add, with what each is asked for. */
export const SOURCE_TYPES = [
  {
    ...{ type: 'file', label: 'File', detail: 'Nodes in YAML, JSON or XML', key: 'file' },
    ...{ asked: 'Path of the file', example: '/etc/outrunner/nodes.yaml' },
  },
  {
    ...{ type: 'directory', label: 'Folder', detail: 'All such files of a folder', key: 'directory' },
    ...{ asked: 'Path of the folder', example: '/etc/outrunner/nodes.d' },
  },
  {
    ...{ type: 'url', label: 'Address', detail: 'What a web address answers', key: 'url' },
    ...{ asked: 'The address', example: 'https://inventory.example.org/nodes.yaml' },
  },
  {
    ...{ type: 'script', label: 'Script', detail: 'What a program prints', key: 'file' },
    ...{ asked: 'Path of the program', example: '/usr/local/bin/list-nodes' },
  },
  {
    ...{ type: 'ansible-inventory', label: 'Ansible Inventory', key: 'ansible-inventory' },
    detail: 'What ansible-inventory lists',
    ...{ asked: 'Path of the inventory', example: '/etc/ansible/hosts' },
  },
] as const;
