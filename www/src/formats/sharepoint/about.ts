/** The name of the server that a file may be meant for. */
import type { About } from '../contract.ts';

export const about: About = { name: 'SharePoint', backup: null, example: null };
