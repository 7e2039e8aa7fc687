/** The words for SharePoint. */
import type { SharePointKind, SharePointRole, SharePointRoleBy } from '../../engine/protocol.ts';
import { bytes, count, duration, plural } from '../../state/format.ts';

/** What each role is, for a person who never saw such a file. */
const roles: Record<SharePointRole, { name: string; short: string; what: string }> = {
  content: {
    name: 'Content database',
    short: 'Content',
    what: 'What people see: sites, pages, documents, and the packages and data of installed apps. Named WSS_Content or much like it. There can be several, and each belongs to the set.',
  },
  config: {
    name: 'Configuration database',
    short: 'Configuration',
    what: 'The farm’s own memory: its servers, web applications, solutions, and the list of all its databases. One for each farm, mostly named SharePoint_Config.',
  },
  secure_store: {
    name: 'Secure Store database',
    short: 'Secure Store',
    what: 'Accounts and passwords that apps use for other systems, encrypted. They come back only with the passphrase of the farm, which is in no backup.',
  },
  app_management: {
    name: 'App Management database',
    short: 'App Management',
    what: 'Licences and permissions of every app from the App Catalog: who may use it, and what it may do.',
  },
  admin_content: {
    name: 'Content of Central Administration',
    short: 'Central Administration',
    what: 'The pages of Central Administration; none of the four.',
  },
  subscription_settings: {
    name: 'Subscription Settings database',
    short: 'Subscription Settings',
    what: 'Settings of a service that apps use too; none of the four.',
  },
  system: {
    name: 'System database of SQL Server',
    short: 'System database',
    what: 'master, model, msdb or tempdb: SQL Server’s own.',
  },
  unknown: {
    name: 'No known role',
    short: 'No known role',
    what: 'A database whose name says nothing of SharePoint.',
  },
};

const roleBy: Record<SharePointRoleBy, string> = {
  documented_name: 'by its documented name',
  name: 'guessed from its name',
  person: 'said by you',
  content: 'by what is in it',
  tables: 'by the tables in it',
  nothing: 'nothing tells it',
};

const kinds: Record<SharePointKind, string> = {
  sql_backup: 'SQL Server backup',
  solution: 'Solution (.wsp)',
  template: 'Site or list template',
  web_export: 'Exported web',
  cabinet: 'Cabinet',
  app_package: 'App package',
  framework_package: 'SharePoint Framework package',
  table_of_contents: 'Table of contents of a farm backup',
  run_manifest: 'Manifest of a farm backup run',
  restore_manifest: 'Manifest of a farm restore run',
  run_log: 'Log of a farm run',
  farm_object: 'Settings of a farm object',
  site_collection: 'Presumably a site collection',
  export_part: 'Part of an exported web',
  empty: 'Empty file',
  other: 'Another kind of file',
};

const states: Record<string, { name: string; what: string }> = {
  present: { name: 'There', what: 'A backup that can be restored, as far as its headers tell.' },
  missing: { name: 'Missing', what: 'No file of this set holds it.' },
  doubtful: { name: 'Doubtful', what: 'A file says so, but it can’t be restored as it is.' },
};

/** What the engine's word on the times means. */
const times: Record<string, { name: string; what: string }> = {
  same_run: {
    name: 'Of one farm run',
    what: 'One run of a farm backup wrote them all. However long that took, they belong together.',
  },
  same: { name: 'Of one time', what: 'They started within the limit for one time.' },
  close: {
    name: 'Close, but not of one time',
    what: 'They started further apart than the limit for one time. What changed in between is in one database and not in the other.',
  },
  different: {
    name: 'Not of one time',
    what: 'They started further apart than even the limit for close times. Apps that were installed, updated or removed in between will not match.',
  },
  not_provable: {
    name: 'Not known whether of one time',
    what: 'The time of at least one database can’t be read.',
  },
};

export const sharepoint = {
  title: 'SharePoint backup',
  shows: 'SQL Server shows',
  views: {
    files: 'Files and roles',
    time: 'Timeline',
    compose: 'Commands',
    target: 'Target server',
    privacy: 'Privacy',
    archive: 'Archive',
    lists: 'Inside the databases',
  },
  files: 'Files',
  databases: 'Databases',
  spread: 'Taken within',
  filesUnit: (number: number) => plural(number, 'file'),
  databasesUnit: (number: number) => plural(number, 'database'),
  roles,
  roleBy,
  kinds,
  states,
  times,

  next: {
    backUp: 'Write the backup commands',
    backUpHint: 'What is missing has to be backed up on the server; here are the commands for it.',
    time: 'See what is older',
    timeHint: 'The timeline shows each backup against the limits, which you can change.',
    restore: 'Write the restore commands',
    restoreHint: 'T-SQL for each database in its order, to be copied; nothing is run from here.',
  },

  board: {
    title: 'The four databases',
    intro:
      'Apps for SharePoint live in four databases that know of each other. A restore brings the apps back only if all four are there and of one time.',
    none: 'no database',
    missing: 'Back up what is missing',
    assign: 'If a file below holds it under another name, give it the role there.',
    notASet:
      'These files are judged one by one: they don’t look like a set of apps. Say so if they are the whole set, and what is missing is named.',
    sayWhole: 'They are the whole set',
  },

  runs: {
    title: 'Runs of the farm backup',
    intro:
      'The folder holds several runs. A restore takes one of them, with the full run that a differential one needs.',
    column: {
      use: 'Restore from',
      folder: 'Folder',
      method: 'Method',
      started: 'Started',
      took: 'Took',
      said: 'Its own word',
      files: 'Its files',
    },
    errors: (errors: number, warnings: number) =>
      errors + warnings === 0 ? 'no errors' : `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`,
    here: 'here',
    notHere: 'not here',
    restoreRun: 'a restore, not a backup',
    settingsOnly: 'settings only',
    byRule: 'The last one that is sound',
    chosenByRule: 'as long as you choose none',
    unnamed: 'without an id',
    also: 'needed by it',
  },

  members: {
    title: 'All files',
    hint: 'A file is known by its first bytes, never by its name. Where a name says nothing or misleads, give the role yourself: the answer follows at once.',
    filter: 'Search in files',
    column: { file: 'File', holds: 'Holds', role: 'Role' },
    auto: (role: string) => `${role} (by name)`,
    autoNone: 'None (by name)',
    pasteSites: 'Paste the list of sites',
    roleOf: (file: string) => `Role of ${file}`,
    siteOf: (file: string) => `Site collection in ${file}`,
    noSite: 'Not said',
    siteUnknown: 'The list has no such site.',
    noRole: 'none needed',
    more: (number: number) => `Show ${count(number)} more`,
    shown: (shown: number, all: number) =>
      shown === all ? plural(all, 'file') : `${count(shown)} of ${plural(all, 'file')}`,
    nothing: 'No file matches.',
    set: (type: string, database: string) => `${type} of ${database}`,
    position: (position: number) => `set ${count(position)} in the file`,
    forget: 'Forget the roles I gave',
    groups: {
      databases: 'Databases',
      sites: 'Site collections',
      apps: 'Apps and solutions',
      farm: 'Farm backup folder',
      others: 'Others',
    },
    stripe: (family: number, families: number) => `part ${count(family)} of ${count(families)}`,
    damaged: 'not whole',
  },

  help: {
    title: 'If you never saw such files',
    parts: [
      [
        'What is a .bak?',
        'The copy of a database that SQL Server writes. It begins with a few blocks that say which database it is of, when it was taken and by which release: these are read here. The data behind them is not, so a verdict takes a moment for 200 GB, too.',
      ],
      [
        'Why four of them?',
        'An app is in the content database, its permissions in App Management, its passwords in the Secure Store, and the farm that runs it in the configuration database. One alone is a piece of a machine.',
      ],
      [
        'Why of one time?',
        'Each database notes what the others hold. If one is older, it lacks what came since, and names what is gone: apps that open to an error, licences for apps that are not there, passwords for accounts that were changed.',
      ],
      [
        'Full, differential, log?',
        'A full backup is whole by itself. A differential one holds what changed since a full one, and needs just that one. Log backups go on from either, without a gap, and take a restore to any moment that they cover.',
      ],
      [
        'And the site collections?',
        'A site collection can be backed up by itself, too. Its file has a form that is published nowhere, so it is known by what it is not, and matched with the list of sites that you paste.',
      ],
    ] as const,
  },

  time: {
    title: 'When the backups were taken',
    why: 'The four databases know of each other, so they have to be of one time. Each bar runs from the start of a backup to its finish; the starts of the marked ones are compared.',
    noTimes: 'No time is known',
    noTimesHint: 'None of these files says when it was written.',
    notASet: 'These files are judged one by one, so that no time is compared.',
    spreadIs: (spread: string) => `Started within ${spread}`,
    limits: (same: string, close: string) => `Limits: ${same} for one time, ${close} for close`,
    change: 'Change the limits',
    window: 'Show',
    windows: { all: 'everything', close: 'the limit for close', same: 'the limit for one time' },
    unused: 'Also what a restore does not use',
    compared: 'compared',
    legend: 'Marks',
    kinds: {
      full: 'full backup',
      differential: 'differential backup',
      log: 'log backup',
      unused: 'not used',
      file: 'file changed (weak evidence)',
      run: 'farm run',
    },
    same: 'one time',
    close: 'close',
    chart: (rows: number, span: string) => `Timeline of ${plural(rows, 'line')} over ${span}`,
    before: (number: number) => `${plural(number, 'backup')} earlier`,
    after: (number: number) => `${plural(number, 'backup')} later`,
    first: 'the first',
    later: (seconds: number) => (seconds < 1 ? 'at the same second' : `${duration(seconds)} later`),
    earlier: (seconds: number) => `${duration(seconds)} earlier`,
    tableTitle: 'The same as a table',
    column: {
      what: 'What',
      started: 'Started',
      finished: 'Finished',
      after: 'After the first',
      files: 'Files',
    },
    notKnown: 'not known',
    noZone: 'by the server’s clock, its zone is not known',
    more: (number: number) => `Show ${plural(number, 'more line')}`,
    inTable: (number: number) => `${plural(number, 'further line')} in All lists.`,
    site: 'Site collection',
    runOf: (folder: string) => `Farm run ${folder}`,
    noDatabase: 'a database without a name',
  },

  target: {
    intro:
      'What you know of the servers and of the set. Each answer changes the verdict at once; no file is read again.',
    servers: 'Servers',
    sqlServer: 'SQL Server that takes the databases',
    sqlServerHint: 'A database goes to its own release or a newer one, never back.',
    sharePoint: 'SharePoint that takes the set',
    sharePointHint:
      'A backup goes to the product version that it was taken from, at the same or a newer update level.',
    notSaid: 'Not said',
    reads: (release: string) => `Reads all ${release === '' ? 'of them' : `from ${release} on`}`,
    readsFrom: (release: string) => `Every database here is read from ${release} on`,
    readsNone: 'A database here is newer than every release that is known',
    answer: 'With this, the answer is',
    limits: 'Limits of time',
    limitsHint: 'Microsoft names no number: these are ours, and yours to change.',
    same: 'Of one time: started within',
    close: 'Close: started within',
    unit: (limit: string) => `Unit of “${limit}”`,
    units: { s: 'seconds', m: 'minutes', h: 'hours', d: 'days' },
    numberFault: 'A number, 0 or more.',
    order: 'Close is shorter than one time, so that it means nothing.',
    set: 'The set',
    whole: 'These files are the whole set',
    wholeHint:
      'Then what is missing counts: each of the four databases, and each site collection of the list.',
    together: 'Files of one drop that were judged one by one become one set.',
    noLock: 'Site collections were backed up with -NoSiteLock',
    noLockHint: 'Then people could write meanwhile, which makes such a backup doubtful.',
    sites: 'Site collections that host apps',
    sitesHint: [
      'Paste what',
      'prints, or an address or id a line. A content database whose pages can be read says by itself which sites there are; the list of the farm is what it is held against.',
    ],
    sitesCommand: 'Get-SPSite -Limit All | format-list -property id,url',
    sitesTitle: 'Sites of the list',
    sitesColumn: { site: 'Site collection', file: 'Its backup' },
    noBackup: 'no backup',
    byYou: 'said by you',
    sitesMore: (number: number) => `${plural(number, 'more site')} in All lists.`,
    reset: 'Forget all of it',
  },

  privacy: {
    intro:
      'What these files hold that is personal or confidential, by its kind and place. The data of the databases is not read here; whoever has the files can read it.',
    show: 'Show names of accounts and servers, and paths on them',
    showHint:
      'In all views at once: until then they are masked, in the lists and in what is saved or copied. Commands name paths, since they need them.',
    memory:
      'Such files also hold pieces of the server’s memory that were never cleared. None of it is ever shown here.',
  },

  compose: {
    intro:
      'Commands for the two consoles, made of what the files say: names, stripes, block sizes, chains in their order. Nothing is run from here.',
    groups: { restore: 'Restore what is here', check: 'Check', backup: 'Back up what is lacking' },
    tasks: {
      'restore-databases': {
        group: 'restore',
        label: 'Restore the databases',
        about: 'A RESTORE for each step of each database, the last of them WITH RECOVERY.',
      },
      'attach-databases': {
        group: 'restore',
        label: 'Bring them into the farm',
        about:
          'After the databases are restored: tests and mounts content, and makes service applications on the others.',
      },
      'restore-farm': {
        group: 'restore',
        label: 'Restore a farm run',
        about: 'Restores the chosen run of a farm backup folder.',
      },
      'restore-sites': {
        group: 'restore',
        label: 'Restore site collections',
        about: 'One command for each site of the list that has a file here.',
      },
      'verify-databases': {
        group: 'check',
        label: 'Let SQL Server check the files',
        about:
          'VERIFYONLY reads each backup whole on the server, and HEADERONLY shows what it says of itself.',
      },
      history: {
        group: 'check',
        label: 'List farm runs',
        about: 'What a backup folder holds, in SharePoint’s own words.',
      },
      'backup-databases': {
        group: 'backup',
        label: 'Back up the databases',
        about: 'All four, one after the other, so that they are of one time.',
      },
      'backup-farm': {
        group: 'backup',
        label: 'Back up the farm',
        about: 'One run for everything: the way that Microsoft recommends as routine.',
      },
      'backup-sites': {
        group: 'backup',
        label: 'Back up site collections',
        about: 'One command for each site of the list that you paste under Target server.',
      },
    } as Readonly<Record<string, { group: 'restore' | 'check' | 'backup'; label: string; about: string }>>,
    fields: {
      folder: 'Folder of the backups',
      'data-folder': 'Folder for data files',
      'log-folder': 'Folder for log files',
      'stop-at': 'Stop at',
      replace: 'WITH REPLACE',
      'database-server': 'SQL Server of the farm',
      'web-application': 'Web application',
      'application-pool': 'Application pool',
      item: 'Component',
      method: 'Method',
      'restore-method': 'Method',
      threads: 'Threads',
      percentage: 'Progress in steps of, in %',
      force: '-Force',
      snapshot: '-UseSqlSnapshot',
      'no-site-lock': '-NoSiteLock',
      'gradual-delete': '-GradualDelete',
      'preserve-site-id': '-PreserveSiteID',
      'content-database': 'Content database',
      'host-header': 'Web application of host-named sites',
      'snap-in': 'Load the snap-in first',
      stamp: 'Stamp in file names',
    } as Readonly<Record<string, string>>,
    on: 'yes',
    standIn: (what: string) => `${what} stands for it until you say`,
    command: (at: number, all: number) => `${count(at)} of ${count(all)}`,
    one: 'Command',
    all: (number: number) => plural(number, 'command'),
    space: (data: number, log: number) =>
      `the restored databases need ${bytes(data)} for data and ${bytes(log)} for logs on the server`,
    reach: (database: string, from: string, to: string) =>
      from === to
        ? `${database} can be restored to ${from}`
        : `${database} can be restored to any moment from ${from} to ${to}`,
    file: (task: string, language: string) => `${task}.${language === 'T-SQL' ? 'sql' : 'ps1'}`,
  },

  tables: {
    title: 'Tables of the databases',
    map: 'Where the bytes of the tables are',
    databasesMap: 'Where the bytes of the databases are',
    mapHint: 'Arrows move, Enter opens a database or a table, Backspace goes up.',
    largest: (shown: number, total: number) =>
      `The map shows the ${count(shown)} largest of ${plural(total, 'table')}.`,
    looking: 'Looking into the pages of the databases…',
    list: 'Tables',
    search: 'Search in tables',
    openHint: 'Enter or a click opens the columns of a table.',
    lacking: 'Not all is listed:',
    others: 'Other lists',
    head: {
      database: 'Database',
      schema: 'Schema',
      table: 'Table',
      rows: 'Rows',
      columns: 'Columns',
      bytes: 'Bytes',
    },
    notRecorded: 'not recorded',
  },

  table: {
    back: 'Back to the tables',
    columns: 'Columns',
    columnsOf: (table: string) => `Columns of ${table}`,
    searchColumns: 'Search in columns',
    head: {
      column: 'Column',
      type: 'Type',
      key: 'Primary key',
      nullable: 'Takes NULL',
      identity: 'Identity',
      computed: 'Computed',
      unique: 'Unique by',
      references: 'Refers to',
    },
    keys: 'Keys and indexes',
    keysOf: (table: string) => `Keys and indexes of ${table}`,
    keyHead: { name: 'Name', kind: 'Kind', columns: 'Columns', references: 'Refers to' },
    kinds: { primary: 'primary key', unique: 'unique', foreign: 'foreign key', index: 'index' },
    clustered: (kind: string) => `${kind}, clustered`,
    key: (position: number) => `key, part ${count(position)}`,
    onlyKey: 'key',
    yes: 'yes',
    rows: 'Rows',
    privacy:
      'Rows can hold personal data and secrets of whoever used this server. Shown here, they stay in this tab: nothing is stored or sent. Mind who sees your screen.',
    save: {
      as: 'All rows as',
      forms: { csv: 'CSV: a table', ndjson: 'NDJSON: an object a line' },
      title: (table: string) => `Rows of ${table}`,
    },
    showRows: 'Show rows',
    hideRows: 'Hide rows',
    rowsOf: (table: string) => `Rows of ${table}`,
    searchRows: 'Search in rows',
    rowHint: 'Enter or a click shows all values of a row; there, large values can be read whole.',
    firstColumns: (shown: number, total: number) =>
      `The list shows the first ${count(shown)} of ${plural(total, 'column')}; an opened row has them all.`,
    atLeast: 'There are more rows than could be counted so far; scroll on to read them.',
    asStored: 'Show the rows as stored',
    row: 'Values of the row',
    closeRow: 'Close the row',
    whole: 'Read the large values',
    wholeHint:
      'Of large values only the beginning is shown. Read whole, they are shown up to 262 kB each; a saved file has all of them.',
    reading: 'Reading …',
    nothing: 'NULL',
  },
} as const;
