/** The name of the server that a file may be meant for. */
import type { About } from '../contract.ts';

export const about: About = { name: 'Azure App Service', backup: null, example: null };
