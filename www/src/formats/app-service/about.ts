/** What the landing page says of Azure App Service, before anything of it is loaded. */
import type { About } from '../contract.ts';

export const about: About = {
  name: 'Azure App Service',
  backup:
    'The ZIP, XML and log files of a custom backup in the storage account, or JSON of backups from the REST API, az or PowerShell.',
  example: null,
};
