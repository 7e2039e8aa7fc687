/** The words for Azure App Service. */
import { plural } from '../../state/format.ts';

export const appService = {
  title: 'Azure App Service backup',
  shows: 'Azure shows',
  inside: 'Inside',
  files: 'Site files',
  databases: 'Databases',
  records: 'Records',
  filesUnit: (number: number) => plural(number, 'site file'),
  recordsUnit: (number: number) => plural(number, 'record'),
} as const;
