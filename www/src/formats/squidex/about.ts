/** What the landing page says of Squidex, before anything of it is loaded. */
import { fromFiles } from '../../state/inputs.ts';
import type { About } from '../contract.ts';

export const about: About = {
  name: 'Squidex',
  backup:
    'A backup of an app: the ZIP file that “Start Backup” makes, in the app’s Settings, Backups. Or the folder that it was unpacked to.',
  example: {
    label: 'Open an example: Squidex',
    shows: 'A small shop whose restore loses a contributor and a picture.',
    files: async () => fromFiles([(await import('./example.ts')).exampleFile()]),
    first: true,
  },
};
