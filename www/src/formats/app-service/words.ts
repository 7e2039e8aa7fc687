/** The words for Azure App Service. The service's own terms keep its spelling; sentences about findings are the engine's. */
import type { Reason, Task, Tier } from '../../engine/protocol.ts';
import { count, plural } from '../../state/format.ts';
import type { Sign } from './schedule/model.ts';

const SIGNS: Record<Sign, string> = {
  good: 'succeeded',
  partly: 'partially succeeded',
  failed: 'failed',
  skipped: 'skipped',
  running: 'not ended',
};

const REASONS: Record<Exclude<Reason, 'told'>, string> = {
  overlap: 'The run before was still going on.',
  interval: 'The tier wants a longer time between two runs.',
  cap: 'The tier’s most backups of a day were made.',
  'signature-expired': 'The signature had expired.',
  'signature-cannot-write': 'The signature does not permit writing.',
  observed: 'By its record, or typed in.',
};

/** Pricing tiers, as far as they matter to backups. */
const TIERS: Record<Tier, string> = {
  none: 'not said',
  standard: 'Basic or Standard',
  premium: 'Premium or Isolated',
};

const BACK_UP = 'Back up';
const RESTORE = 'Restore';
const SCHEDULE = 'Schedule';
const REMOVE = 'Delete and sign anew';

/** What each task is called, what it does, and with which it stands together. */
const TASKS: Record<Task, { label: string; about: string; group: string }> = {
  'back-up': { label: 'Back up now', about: 'Starts a backup into a container.', group: BACK_UP },
  status: { label: 'Status of a backup', about: 'Asks how one backup is.', group: BACK_UP },
  list: { label: 'List backups', about: 'Asks for all backups of the app.', group: BACK_UP },
  restore: {
    label: 'Restore over the app',
    about: 'Replaces the files of the app, or of its slot, by those of a backup. There is no undo.',
    group: RESTORE,
  },
  'restore-new': {
    label: 'Restore into a new app or slot',
    about: 'Restores a backup beside what runs: name the app or slot that it is for.',
    group: RESTORE,
  },
  'restore-blob': {
    label: 'Restore from a blob',
    about: 'Restores a backup that the app has no record of: from its ZIP and XML in a container.',
    group: RESTORE,
  },
  discover: {
    label: 'Discover databases',
    about: 'Asks which databases a backup in a container holds.',
    group: RESTORE,
  },
  configure: {
    label: 'Set the schedule',
    about: 'Writes the configuration of the schedule.',
    group: SCHEDULE,
  },
  disable: {
    label: 'Switch the schedule off',
    about: 'Writes the configuration with the schedule switched off: no backups are made, none are removed.',
    group: SCHEDULE,
  },
  'read-schedule': { label: 'Read the schedule', about: 'Asks for the configuration.', group: SCHEDULE },
  'remove-schedule': {
    label: 'Remove the schedule',
    about: 'Deletes the configuration. Backups that were made stay.',
    group: SCHEDULE,
  },
  delete: { label: 'Delete a backup', about: 'Deletes one backup and its blobs.', group: REMOVE },
  'delete-with-new-sas': {
    label: 'Delete with a new signature',
    about: 'Gives a backup whose signature has expired a new one, deletes it, and looks whether it is gone.',
    group: REMOVE,
  },
  'replace-sas': {
    label: 'Replace the signature',
    about: 'Gives a backup a new storage address with a new signature.',
    group: REMOVE,
  },
  'reveal-sas': {
    label: 'Reveal the signature',
    about: 'Asks for the storage address of a backup, signature included.',
    group: REMOVE,
  },
};

/** What fields are called; what they take is the engine's to say, where it is not plain from this. */
const FIELDS: Partial<Record<string, { label: string; hint: string | null }>> = {
  subscription: { label: 'Subscription', hint: 'A GUID.' },
  resource_group: { label: 'Resource group', hint: null },
  app: { label: 'App', hint: null },
  slot: { label: 'Slot', hint: 'Empty for the production slot.' },
  cloud: { label: 'Cloud', hint: null },
  api_version: { label: 'Version of the API', hint: null },
  backup_id: { label: 'Id of the backup', hint: 'A number, as the list of backups shows it.' },
  backup_name: { label: 'Name of the backup', hint: 'A name that is used again overwrites.' },
  blob_name: { label: 'Blob', hint: 'Name of the ZIP in the container.' },
  container_url: {
    label: 'Container SAS URL',
    hint: 'Checked here and never shown. Without it a placeholder stands for it.',
  },
  database: { label: 'Databases', hint: 'A line each: TYPE:NAME or TYPE:NAME:CONNECTION-STRING-NAME.' },
  connection_string: {
    label: 'Connection string',
    hint: 'Of the last of these databases. Never shown.',
  },
  enabled: { label: 'Schedule is on', hint: null },
  every: { label: 'Interval', hint: 'Such as 7d or 12h.' },
  keep_one: { label: 'Keep at least one', hint: null },
  keep_days: { label: 'Retention in days', hint: '0 is for ever.' },
  start: { label: 'First run', hint: 'In UTC, such as 2026-01-04T03:00:00Z.' },
  overwrite: { label: 'Overwrite', hint: 'true is needed for an app that exists.' },
  site_name: { label: 'siteName in the body', hint: 'The app unless told.' },
  plan: { label: 'App Service plan', hint: 'Of a new app.' },
  ignore_conflicting_host_names: {
    label: 'Ignore conflicting host names',
    hint: 'true drops custom domains, needed beside a live app.',
  },
  ignore_databases: { label: 'Ignore databases', hint: 'true restores content only.' },
  adjust_connection_strings: {
    label: 'Adjust connection strings',
    hint: 'true writes them into the target’s configuration.',
  },
  hosting_environment: { label: 'App Service Environment', hint: null },
  target_exists: { label: 'The target exists', hint: 'For the check alone; it is not sent.' },
  source_platform: { label: 'Platform of the source', hint: 'For the check alone.' },
  target_platform: { label: 'Platform of the target', hint: 'For the check alone.' },
};

/** Words that are values. */
const VALUES: Partial<Record<string, string>> = {
  public: 'Azure (public)',
  'us-government': 'Azure US Government',
  china: 'Azure China',
  windows: 'Windows',
  linux: 'Linux',
};

export const appService = {
  tier: {
    label: 'Pricing tier of the plan',
    names: TIERS,
    hint: {
      none: 'No limit is applied to the schedule.',
      standard: 'At most every 2 hours, 12 backups a day.',
      premium: 'At most every hour, 50 backups a day.',
    } satisfies Record<Tier, string>,
  },
  title: 'Azure App Service backup',
  shows: 'Azure shows',
  inside: 'Archive',
  files: 'Site files',
  databases: 'Databases',
  records: 'Records',
  filesUnit: (number: number) => plural(number, 'site file'),
  recordsUnit: (number: number) => plural(number, 'record'),

  content: {
    lists: 'Lists',
  },

  privacy: {
    title: 'Privacy',
    intro:
      'What this set holds that is personal or secret. Documents are looked through by their keys; files of the site are told by their names and are not read.',
    documents: 'Documents without their secrets',
    documentsHint:
      'For a ticket or a colleague: signatures, passwords and keys become a mark, and the result is searched for each of them. The archive itself can’t be written without what is in it.',
    save: 'Save without secrets',
    redactedName: (name: string) => name.replace(/(\.json)?$/i, '-without-secrets.json'),
    leaks: (path: string, keys: readonly string[]) =>
      `${path} was not saved: a secret of ${keys.join(', ')} stands elsewhere in it, too.`,
  },

  schedule: {
    title: 'Schedule',
    model:
      'This is a model: how the service times runs and removals is not public. Nothing is sent; all times are UTC, and a day has 24 hours all year.',
    assumed: 'What the model assumes',
    warnings: 'What this schedule leads to',
    cutOff: 'There are more runs than are simulated; the end is cut off.',
    figures: {
      next: 'Next run',
      end: 'Backups at the end',
      gap: 'Longest gap',
      trouble: 'Stops working',
      none: 'none',
      never: 'not in this time',
      clock: (clock: string) => `${clock} UTC`,
    },
    form: {
      title: 'The schedule',
      start: 'First run (UTC)',
      startHint: 'Runs lie on a grid from here on.',
      every: 'Every',
      everyNumber: 'Interval',
      everyUnit: 'Unit of the interval',
      days: 'days',
      hours: 'hours',
      keep: 'Keep for (days)',
      keepHint: '0 keeps for ever.',
      keepOne: 'Always keep at least one',
      enabled: 'The schedule is on',
      project: (n: number) => `Go on from the ${plural(n, 'backup')} of the records`,
      more: 'More',
      tierHint: 'Limits how often and how many a day.',
      duration: 'A run takes',
      durationHint: 'Such as 90m or 2h.',
      size: 'Size of a backup',
      sizeHint: 'Such as 800 MB or 1.5 GB; the newest known size unless told.',
      mode: 'Old backups go',
      eager: 'at once (worst case)',
      afterRun: 'after the next run',
      sasExpiry: 'The signature ends',
      sasExpiryHint: 'Such as 2026-06-30T00:00:00Z.',
      sasPermissions: 'It permits',
      sasPermissionsHint: 'Letters, such as rwdl.',
      saved: 'The configuration was saved',
      savedHint: 'Behind its first run: earlier runs are left out.',
      until: 'Simulated until',
      untilHint: 'A year from now unless told.',
      manual: 'Backups by hand',
      manualHint: 'A time a line, perhaps with =STATUS.',
      reset: 'Begin anew',
      resetToFile: 'Back to the file’s',
    },
    calendar: {
      title: 'Calendar',
      hint: 'Arrows move by days and weeks, Page Up and Down by months.',
      weekdays: [
        ['Mo', 'Monday'],
        ['Tu', 'Tuesday'],
        ['We', 'Wednesday'],
        ['Th', 'Thursday'],
        ['Fr', 'Friday'],
        ['Sa', 'Saturday'],
        ['Su', 'Sunday'],
      ] as const,
      day: (day: string, mark: { runs: number; sign: Sign; kept: number } | null) =>
        mark === null
          ? day
          : `${day}: ${plural(mark.runs, 'backup')}, ${SIGNS[mark.sign]}, ${
              mark.kept > 0 ? 'there' : 'not there'
            } on the chosen day`,
      legend: {
        kept: 'there on the chosen day',
        gone: 'removed by then, or still to come',
        partly: 'partially succeeded',
        failed: 'failed',
        skipped: 'skipped',
        running: 'not ended',
      },
    },
    day: {
      date: 'What is there on',
      kept: (n: number, day: string) => `${n === 0 ? 'No backup' : plural(n, 'backup')} on ${day}`,
      keptList: 'Backups that are there',
      bytes: (size: string) => `${size} stored`,
      byHand: 'by hand',
      more: (n: string) => `and ${n} more`,
      runs: (n: number) => (n === 0 ? 'No run on that day' : `${plural(n, 'run')} on that day`),
      end: (clock: string) => `How the run at ${clock} ends`,
      asModelled: 'as the model says',
      reasons: REASONS,
      removed: (when: string) => `Removed on ${when}.`,
      removalFails: 'Its removal fails; it stays.',
      stays: 'Stays to the end.',
      failingWeek: 'Let 7 days from here fail',
      forget: (n: number) => `Forget ${plural(n, 'changed run')}`,
    },
    storage: {
      bytes: 'Stored',
      backups: 'Backups',
      date: 'Date',
      table: 'What is stored, month by month',
      here: 'chosen day',
      failing: 'runs fail from here on',
      noSize: 'No size is known: type one below “More” to see bytes.',
      label: (most: string, last: string, day: string) =>
        `At most ${most}; ${last} on ${day}. The table beside it has the numbers.`,
    },
  },

  compose: {
    title: 'Requests',
    intro:
      'Requests and command lines for this app, filled from what was dropped. They are text: nothing is sent, and this page could not send it.',
    introAlone:
      'Requests and command lines for an app. They are text: nothing is sent, and this page could not send it.',
    languages: { rest: 'REST', az: 'Azure CLI', powershell: 'PowerShell' },
    shells: { sh: 'For sh and bash', powershell: 'For PowerShell', cmd: 'For a batch file' },
    request: (number: number, of: number, method: string) =>
      of === 1 ? `${method} request` : `${method} request, ${count(number)} of ${count(of)}`,
    fileName: (task: string, language: string) =>
      `${task}.${language === 'rest' ? 'http' : language === 'az' ? 'sh' : 'ps1'}`,
    tasks: TASKS,
    fields: FIELDS,
    values: VALUES,
  },
} as const;
