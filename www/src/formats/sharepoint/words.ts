/** The words for SharePoint. */
export const sharepoint = {
  title: 'SharePoint backup',
  shows: 'SQL Server shows',
  inside: 'Inside',
  files: 'Files',
  databases: 'Databases',
  spread: 'Taken within',
  filesUnit: (number: number) => (number === 1 ? 'file' : 'files'),
  databasesUnit: (number: number) => (number === 1 ? 'database' : 'databases'),
} as const;
