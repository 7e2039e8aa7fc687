/** What the landing page says of SharePoint, before anything of it is loaded. */
import type { About } from '../contract.ts';

export const about: About = {
  name: 'SharePoint',
  backup:
    'A folder of SQL Server backups (.bak), site collection backups and app packages, or a farm backup folder. Drop the folder.',
  example: {
    label: 'Open an example: SharePoint',
    shows: 'A night of backups in which one of four databases is two days older than the others.',
    files: async () => (await import('./example.ts')).exampleFolder(),
  },
};
