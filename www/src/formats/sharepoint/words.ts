/** The words for SharePoint. */
import { plural } from '../../state/format.ts';

export const sharepoint = {
  title: 'SharePoint backup',
  shows: 'SQL Server shows',
  inside: 'Inside',
  files: 'Files',
  databases: 'Databases',
  spread: 'Taken within',
  filesUnit: (number: number) => plural(number, 'file'),
  databasesUnit: (number: number) => plural(number, 'database'),
} as const;
