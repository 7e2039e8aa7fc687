/** What the landing page says of Azure App Service, before anything of it is loaded. */
import type { About } from '../contract.ts';

export const about: About = {
  name: 'Azure App Service',
  backup:
    'A custom backup of a web app: the ZIP with the XML and log beside it, from the container in your storage account. Or what Azure answered, as a JSON file or pasted text: a list of backups, a schedule, an error.',
  example: {
    label: 'Open an example: App Service',
    shows: 'A shop’s backup that lacks a file, with its database and the schedule that made it.',
    files: null,
  },
  tools: [
    { address: 'schedule', label: 'Plan a backup schedule' },
    { address: 'compose', label: 'Write a request' },
  ],
};
