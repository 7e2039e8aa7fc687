/** What the landing page says of Squidex, before anything of it is loaded. */
import { fromFiles } from '../../state/inputs.ts';
import type { About } from '../contract.ts';

export const about: About = {
  name: 'Squidex',
  backup: 'The ZIP file that “Start Backup” makes, in Settings, Backups of an app.',
  example: {
    shows: 'A small shop whose restore loses a contributor and a picture.',
    files: async () => fromFiles([(await import('./example.ts')).exampleFile()]),
    first: true,
  },
};
