/** The words for Azure App Service. */
export const appService = {
  title: 'Azure App Service backup',
  shows: 'Azure shows',
  inside: 'Inside',
  files: 'Site files',
  databases: 'Databases',
  records: 'Records',
  filesUnit: (number: number) => (number === 1 ? 'site file' : 'site files'),
  recordsUnit: (number: number) => (number === 1 ? 'record' : 'records'),
} as const;
