/**
 * All words of the page in one place, in plain English, ready for translation. The server's own
 * terms keep their own spelling. Sentences about a finding come from the engine.
 */
import type {
  FileState,
  Fit,
  FormatId,
  ManifestState,
  Outcome,
  Report,
  Severity,
} from '../engine/protocol.ts';
import type { NameFault } from '../formats/squidex/state/name.ts';
import type { SaveFault } from './save.ts';
import type { Problem } from './store.ts';
import type { View } from './url.ts';
import { bytes, count, duration, fineDuration, percent, plural } from './format.ts';

const NOT_KNOWN_YET = 'not known yet';

const outcomes: Record<Outcome, { title: string; meaning: string; short: string }> = {
  restores: {
    title: 'Will restore',
    short: 'Will restore',
    meaning: 'The server reports success, and everything in the archive is there afterwards.',
  },
  'restores-with-loss': {
    title: 'Will restore, with losses',
    short: 'With losses',
    meaning: 'The server reports success, but something in the archive is gone or changed afterwards.',
  },
  fails: { title: 'Will not restore', short: 'Will not restore', meaning: 'The server reports failure.' },
  unknown: {
    title: 'Cannot tell',
    short: 'Cannot tell',
    meaning: 'The file can’t be read, isn’t supported, or reading was stopped early.',
  },
};

const severities: Record<Severity, { one: string; many: string; meaning: string }> = {
  fatal: { one: 'Fatal', many: 'Fatal', meaning: 'no restore' },
  'data-loss': { one: 'Data loss', many: 'Data loss', meaning: 'restores, but something is gone or changed' },
  suspicious: { one: 'Suspicious', many: 'Suspicious', meaning: 'works, worth a look' },
  note: { one: 'Note', many: 'Notes', meaning: 'good to know' },
};

const formats: Record<FormatId, string> = {
  squidex: 'Squidex app backup',
  'app-service': 'Azure App Service backup',
  sharepoint: 'SharePoint backup',
  zip: 'ZIP archive, no backup that is known here',
  unknown: 'no backup that is known here',
};

const phaseNames: Partial<Record<string, string>> = {
  download: 'Download',
  users: 'Accounts',
  events: 'Events',
  assets: 'Asset files',
  apps: 'App',
  'assets-rebuild': 'Assets',
  rules: 'Rules',
  schemas: 'Schemas',
  contents: 'Contents',
  finish: 'Completion',
};

const OUR_FAULT = 'This is a fault of Backup Inspector, not of your backup.';

export const words = {
  name: 'Backup Inspector',
  tagline: 'Know whether a backup will restore before you upload it.',
  skip: 'Skip to the content',

  landing: {
    lead: 'Nothing leaves your machine: the file is read inside this tab.',
    drop: 'Drop a backup anywhere in this window',
    choose: 'Choose a file',
    hint: (key: string) => `${key} opens the file dialog; a copied file can be pasted.`,
    example: 'Open an example',
    exampleHint: 'A small Squidex app that restores with losses.',
    whatIsChecked: 'What is checked',
    checks: [
      ['Layout', 'Every entry, number and required file of the archive, and the ZIP itself.'],
      [
        'Restore',
        'A dry run by the server’s own rules: what it would say, where it would stop, what would be gone.',
      ],
      ['Time and size', 'How long the restore takes, and what the app holds afterwards.'],
    ] as const,
    scale: 'The answer is one of four',
    lost: 'The report you had open was kept in that tab’s memory only. Drop the same file again to see it; you come back to the same view.',
    engineLoading: 'The engine is on its way; a file can be dropped already.',
  },
  dropNow: 'Let go to inspect it here',
  dropNowHint: 'What is open now is closed; a scan is stopped.',

  lamp: {
    label: 'Nothing leaves this tab',
    title: 'Nothing leaves this tab',
    policy: [
      'The server that sent this page also sent a policy which your browser enforces: the page and its workers may load script files, styles and images of this site, and connect to nothing. There are no exceptions for us.',
      'The backup is read by WebAssembly inside this tab, in pieces. No piece is stored; only the settings of your server are remembered on this device.',
    ],
    header: 'The policy, as sent',
    requests: 'Requests since the page was ready',
    none: 'None.',
    own: 'All of them are script or style files of this site, loaded when they were first needed:',
    foreign: 'Requests that should not be there:',
    plug: 'Don’t take our word for it: pull the plug. Disconnect this machine from the network, then drop a backup. It works the same.',
    close: 'Close',
  },

  commands: {
    open: 'Open a file',
    example: 'Open an example',
    cancel: 'Stop reading',
    help: 'Show shortcuts',
    close: 'Close the report',
    previous: 'Previous report',
    next: 'Next report',
    ticket: 'Copy for ticket',
    markdown: 'Copy as Markdown',
    json: 'Save JSON',
    print: 'Print',
    find: 'Search in findings',
    view: (name: string) => `Go to ${name}`,
  },
  help: { title: 'Shortcuts', hint: 'Single keys do nothing while a field has the focus.', close: 'Close' },

  views: {
    summary: 'Summary',
    findings: 'Findings',
    app: 'App',
    log: 'Restore log',
    time: 'Duration',
    copy: 'Make a copy',
    ticket: 'Ticket',
    target: 'Target server',
  } satisfies Record<View, string>,
  viewsLabel: 'Views of the report',

  outcomes,
  severities,
  formats,
  notKnownYet: NOT_KNOWN_YET,
  notKnown: 'not known',
  none: 'none',

  verdict: {
    label: 'Verdict',
    reading: 'Reading the file',
    soFar: 'so far',
    openedTitle: 'Looking at the directory',
    openTitle: 'Not known yet',
    openSummary: 'Nothing speaks against a restore so far.',
    openFatal: 'There is a fault already that ends a restore; what exactly happens is not known yet.',
    partial: 'Partial report: reading was stopped, so what is in the rest of the file is not known.',
    scanning: 'From the directory alone; the data is being read. The answer can still get worse.',
    server: 'Squidex shows',
    next: 'What to do',
    failsAt: (event: number | null) => (event === null ? 'Mend first' : `Stops at event ${count(event)}`),
    scaleLabel: (outcome: Outcome, open: boolean) =>
      open
        ? `On the scale: ${outcomes[outcome].title} at best; it can still get worse`
        : `On the scale: ${outcomes[outcome].title}`,
    assumed: 'Assumed of the target',
    change: 'Change',
  },

  progress: {
    label: 'Data read',
    cancel: 'Cancel',
    opening: 'Reading the directory…',
    engine: 'Loading the engine…',
    line: (done: number, total: number) => `${bytes(done)} of ${bytes(total)}`,
    rate: (rate: number | null) => (rate === null ? 'measuring the speed' : `${bytes(rate)}/s`),
    left: (seconds: number | null) =>
      seconds === null ? 'time left not known yet' : `${duration(seconds)} left`,
    entries: (done: number, total: number) => `${count(done)} of ${plural(total, 'entry', 'entries')}`,
  },

  reports: { label: 'Reports', inputs: (n: number) => plural(n, 'report') },
  actions: {
    openOther: 'Open another file',
    json: 'Save JSON',
    ticket: 'Copy for ticket',
    markdown: 'Copy as Markdown',
    print: 'Print',
  },
  copied: 'Copied to the clipboard.',
  saved: (name: string) => `Saved as ${name}.`,
  clipboardBlocked:
    'The browser didn’t allow access to the clipboard. The text is in the Ticket view, to be selected by hand.',

  summary: {
    figures: 'Key figures',
    events: 'Events',
    eventsRestored: (n: number) => `${count(n)} are restored`,
    squidexAssets: 'Assets in Squidex’s list',
    squidexAssetsHint: 'As Squidex itself counts them in its list of backups: every attachment but four.',
    assets: 'Assets',
    assetsHint: 'Created in the events.',
    assetFiles: 'Asset files',
    assetFilesHint: 'Stored files with bytes, versions included.',
    span: 'Dates',
    size: 'Size',
    unpacked: (n: number) => `${bytes(n)} unpacked`,
    entries: (n: number) => plural(n, 'entry', 'entries'),
    noSpan: 'No event has a time.',
    manifest: 'Files the server asks for',
    manifestHead: { name: 'File, and its place in the archive', state: 'State' },
    absent: 'not there',
    required: 'required',
    optional: 'optional',
    foundAt: 'found at',
    manifestEmpty: 'No format was recognised, so no file is asked for.',
    estimate: 'How long the restore takes',
    estimateRange: (low: number, high: number) => `${fineDuration(low)} to ${fineDuration(high)}`,
    likely: (seconds: number) => `most likely ${fineDuration(seconds)}`,
    calibrated: 'calibrated with a run of yours',
    profile: 'Target profile',
    phases: 'Phases',
    assumptions: 'Assumptions',
    estimateMore: 'Assumptions, other servers, calibration',
    logMore: 'Explain a log that Squidex showed',
    phaseRest: (names: readonly string[]) =>
      `${names.map((name) => phaseNames[name] ?? name).join(', ')}: next to nothing`,
    estimateNone: 'No estimate: the restore would not get far enough, or the number of events is not known.',
    phase: { name: 'Phase', time: 'Most likely', share: 'Share' },
    /** The report's names of phases in words; one that is new here keeps its own. */
    phaseName: (name: string) => phaseNames[name] ?? name,
    log: 'What the restore log will say',
    logHint: 'Predicted, without times.',
    logStops: 'here it stops',
    cause: 'True cause, not shown by the server',
    logNone: 'Nothing can be predicted for this file.',
    users: (n: number) => `Accounts that are made on the server: ${plural(n, 'account')}`,
    top: 'Most important findings',
    topAll: (n: number) => `All ${plural(n, 'finding')}`,
    topNone: 'Nothing was found that is worth a word.',
    topNoneYet: 'Nothing so far; the data is still being read.',
    files: 'Stored files against their hashes',
    fileMeanings: {
      verified: 'the hash proves the bytes',
      size_only: 'there is no hash; the size is right',
      wrong: 'size or hash differ',
      lost: 'missing, or empty where there should be bytes',
      unverifiable: 'the name that went into the hash is not known',
    } as const,
  },

  manifestStates: {
    present: 'present',
    missing: 'missing',
    empty: 'empty',
    misplaced: 'misplaced',
    invalid: 'can’t be used',
  } satisfies Record<ManifestState, string>,

  findings: {
    list: 'Findings',
    search: 'Search in findings',
    severity: 'Severity',
    all: 'All',
    shown: (shown: number, all: number) =>
      shown === all ? plural(all, 'finding') : `${count(shown)} of ${plural(all, 'finding')}`,
    more: (n: number) => `and ${count(n)} more of this kind, counted but not listed`,
    what: 'What',
    where: 'Where',
    effect: 'Effect',
    why: 'Why',
    fix: 'What to do',
    code: 'Code',
    event: (n: number) => `event ${count(n)}`,
    archive: 'the archive as a whole',
    whyLink: 'Why is that?',
    apply: 'Mend it in a copy',
    applyNone: 'It can’t be mended without inventing data.',
    copy: 'Copy this finding',
    empty: 'Nothing was found.',
    emptyHint: 'No fault, no loss, nothing odd. The Ticket view has the text for support.',
    emptyYet: 'Nothing so far.',
    emptyYetHint: 'The data is still being read; findings appear here as they are met.',
    emptyFilter: 'No finding matches.',
    emptyFilterHint: 'Clear the search or choose another severity.',
    clear: 'Clear the filter',
    choose: 'Choose a finding to see where it is, what it does, and what helps.',
    column: { what: 'What', where: 'Where', number: 'Number' },
  },

  app: {
    empty: 'No app is there afterwards.',
    emptyFails:
      'The restore fails before the app exists. The Summary says where, and a mended copy may help.',
    emptyYet: 'The app is put together from the events, which are being read.',
    emptyUnknown: 'What exists afterwards can’t be told for this file.',
    deleted:
      'The archive says that this app was deleted. It is restored as a deleted app, which nobody sees.',
    half: 'The restore fails, but this much is left behind on the server: the name is taken for the next attempt.',
    noName: 'without a name',
    showAll: (n: number) => `Show all ${count(n)}`,
    overview: 'Numbers of the app',
    rolesHint: 'Beside the four that every app has.',
    facts: 'The app',
    name: 'Name',
    label: 'Label',
    description: 'Description',
    id: 'Id in the archive',
    plan: 'Plan',
    team: 'Team',
    avatar: 'Avatar',
    patterns: 'Patterns in the settings',
    yes: 'yes',
    no: 'no',
    idHint: 'the server gives it a new one',
    languages: 'Languages',
    language: { code: 'Language', kind: 'Kind', fallback: 'Fallback' },
    master: 'master',
    optional: 'optional',
    required: 'required',
    people: 'Contributors',
    email: 'E-mail',
    role: 'Role',
    peopleHint: 'Whoever restores becomes Owner as well, unless a client does it.',
    roles: 'Roles',
    clients: 'Clients',
    workflows: 'Workflows',
    schemas: 'Schemas',
    schema: { name: 'Name', type: 'Type', published: 'Published', category: 'Category', fields: 'Fields' },
    field: { name: 'Field', type: 'Type', partitioning: 'Partitioning', flags: 'Flags' },
    hidden: 'hidden',
    locked: 'locked',
    disabled: 'disabled',
    contents: 'Contents',
    content: {
      schema: 'Schema',
      total: 'Total',
      live: 'Live',
      draft: 'Draft',
      scheduled: 'Scheduled',
      deleted: 'Deleted',
      status: 'By status',
    },
    contentsHint: 'By status, live, draft and scheduled don’t count deleted ones.',
    schemaGone: 'no such schema afterwards: nobody can open these',
    assets: 'Assets',
    asset: {
      total: 'Total',
      deleted: 'Deleted',
      withFile: 'With file',
      withoutFile: 'Without file',
      bytes: 'Size of the files',
    },
    folders: 'Asset folders',
    folderAssets: (n: number) => (n === 1 ? 'asset' : 'assets'),
    folderNone: 'No folder: all assets are at the root.',
    rules: 'Rules',
    rule: { name: 'Name', trigger: 'Trigger', enabled: 'State' },
    enabled: 'enabled',
    disabledRule: 'disabled',
    noTrigger: 'no trigger',
    noneOf: (what: string) => `No ${what}.`,
    unreadable: (n: number) => `${plural(n, 'object')} will be stored but can’t be read back.`,
  },

  objects: {
    open: (n: number, title: string) => `${count(n)}, show: ${title}`,
    list: 'Objects',
    all: (n: number) => plural(n, 'object'),
    some: (shown: number, all: number) => `${count(shown)} of ${plural(all, 'object')}`,
    more: (n: number) => `Show ${count(n)} more`,
    contents: (schema: string, part: string) => `Contents of ${schema}: ${part}`,
    assets: (part: string) => `Assets: ${part}`,
    folder: (name: string) => `Assets in ${name}`,
    files: (state: string) => `File versions: ${state}`,
    versions: (name: string) => `File versions of ${name}`,
    versionsOf: (version: number, name: string) => `Version ${count(version)}, show all of ${name}`,
    fields: (schema: string) => `Fields of ${schema}`,
    deleted: 'deleted',
    live: 'live',
    draft: 'draft',
    scheduled: 'scheduled',
    withFile: 'there',
    withoutFile: 'missing',
    superseded: 'not the current file of a live asset',
    fileStates: {
      verified: 'verified',
      'size-only': 'size only',
      wrong: 'wrong',
      lost: 'lost',
      unverifiable: 'cannot be verified',
    } satisfies Record<FileState, string>,
    head: {
      name: 'Name',
      id: 'Id',
      file: 'File',
      bytes: 'Size',
      version: 'Version',
      status: 'Status',
      state: 'State',
      event: 'Created by event',
      events: 'Events',
      about: 'What it is',
      verification: 'Against its event',
      claimed: 'Size in the event',
      stored: 'Size in the archive',
      entry: 'Entry',
      hash: 'Hash in the event',
    },
  },

  log: {
    explain: 'Explain a failed restore',
    paste: 'The log that Squidex showed',
    run: 'Explain it',
    clear: 'Clear',
    hint: 'From the restore page of Squidex, with or without times. It is compared inside this tab.',
    placeholder:
      '12:04:11 Started. The restore process has the following steps:\n…\n12:04:15 Failed with internal error.',
    yours: 'Your log',
    predicted: 'Predicted for this archive',
    relation: 'How they compare',
    noLine: 'no such line',
    relations: {
      same: 'the same',
      differs: 'differs',
      missing: 'not in your log',
      extra: 'not predicted',
    } as const,
    alignment: 'Line by line',
    message: 'Message shown',
    stage: 'Last line before',
    doing: 'The server was',
    events: 'Events in question',
    oneEvent: (n: number) => `event ${count(n)}`,
    eventRange: (first: number, last: number) => `${count(first)} to ${count(last)}`,
    cause: 'Cause in this archive',
    failsAt: 'Place',
    findings: 'What was found there',
    fits: {
      explained: 'Explained: this archive fails at that place',
      'other-archive': 'This log can’t come from this archive',
      'outside-cause': 'The cause is outside this archive',
      completed: 'This restore completed',
      unfinished: 'The log has no end yet',
      'no-log': 'No line of a restore log was found',
    } satisfies Record<Fit, string>,
  },

  time: {
    profile: 'The server',
    profileHint:
      'A change counts at once. Measured numbers exist for PostgreSQL; the others are deduced and have a wider range.',
    store: 'Event and snapshot store',
    assets: 'Asset files go to',
    download: 'The server downloads the archive',
    calibrate: 'A restore that once ran',
    calibrateHint:
      'If this backup was restored on that server before, its log or its duration makes the estimate for every other backup better. Kept on this device; the same file works on the command line.',
    paste: 'Log with times, or how long it took',
    placeholder: '12 min',
    learn: 'Calibrate',
    load: 'Load a calibration',
    save: 'Save calibration',
    forget: 'Forget it',
    calibrated: 'calibrated',
    done: 'Calibrated.',
    loaded: 'The calibration was loaded.',
    forgotten: 'The calibration was forgotten.',
    file: 'backup-inspector-calibration.json',
    notOne: (name: string) => `${name} is no calibration file of this version.`,
    known: (source: 'log' | 'total', events: number, took: string, profile: string) =>
      `${source === 'log' ? 'From the log of a restore' : 'From the duration of a restore'} of ${plural(events, 'event')} that took ${took}, against the profile ${profile}.`,
  },

  copy: {
    intro:
      'The file you dropped is never written to. A copy is put together from it: entries that don’t change are carried over as they are, so that even a large copy is ready at once.',
    rename: 'New name',
    name: 'New app name',
    nameKeep: (name: string | null) =>
      name === null ? 'Leave empty to keep the name.' : `Leave empty to keep “${name}”.`,
    faults: {
      empty: '',
      'upper-case': 'Only small letters: Squidex refuses capitals.',
      characters: 'Only letters a to z, digits and hyphens.',
      hyphens: 'Hyphens only between letters or digits, and only one at a time.',
      long: 'At most 40 characters: Squidex’s form takes no more.',
    } satisfies Record<NameFault, string>,
    good: 'This name can be used.',
    same: 'That is the name it already has.',
    suggest: (name: string) => `Use “${name}”`,
    length: (length: number, most: number) => `${length} of ${most}`,
    repairs: 'Repairs',
    repairsAll: 'All of them',
    repairsNone: 'There is nothing to mend in this backup.',
    repairsNoneFails: 'None of the faults found can be mended without inventing data.',
    places: (n: number) => plural(n, 'place'),
    users: 'Users',
    usersHint:
      'A restore creates an account for each address that the server does not know. People who left can be replaced; leave a line empty to keep the address.',
    usersNone: 'The backup names no users.',
    usersOld: 'In the backup',
    usersNew: 'In the copy',
    keep: 'as it is',
    emailFault: 'This is no e-mail address.',
    usersPaste: 'Paste a list',
    usersPasteHint:
      'One pair a line: old address, new address; from a table, with commas, semicolons or tabs.',
    usersTake: 'Take over',
    usersTaken: (n: number, unknown: number) =>
      `${plural(n, 'address', 'addresses')} taken over${unknown === 0 ? '.' : `; ${plural(unknown, 'line')} left aside, because no such address is in the backup.`}`,
    leave: 'Leave out',
    leaveHint: 'The copy still restores. What refers to something left out says so in the check of the copy.',
    schemasOut: 'Schemas, with their contents',
    schemaNone: 'The backup has no schemas.',
    schemaContents: (n: number) => plural(n, 'content'),
    superseded: 'Files of earlier asset versions',
    supersededHint: 'Only the current file of each asset stays.',
    deleted: 'Deleted contents',
    deletedHint: 'Their events go; nothing of them is seen after a restore anyway.',
    redact: 'Take out personal data',
    redactHint:
      'An allow-list: only what is known to be safe stays. Afterwards the whole copy is searched for everything that was removed.',
    redactAll: 'Redact the copy',
    counting: 'Counting what is inside…',
    count: 'Count what is inside',
    kind: 'What would go',
    kindCount: 'Number',
    kindBytes: 'Size',
    include: 'Stays',
    includeOne: (title: string) => `${title} stay in the copy`,
    files: (n: number, size: number) => `${plural(n, 'file')}, ${bytes(size)}`,
    contents: (n: number, size: number) => `${plural(n, 'content')}, ${bytes(size)}`,
    hashing: 'Reading the whole copy for its SHA-256…',
    sha256: 'SHA-256',
    copyHash: 'Copy',
    searchClean: (values: number, entries: number) =>
      `${plural(values, 'removed value')} looked for in ${plural(entries, 'entry', 'entries')}: none found.`,
    searchHits: (n: number) =>
      `A removed value was found in ${plural(n, 'place')} all the same. Look at them before you pass the copy on.`,
    searchWhole: (n: number) =>
      `${plural(n, 'short value')} (3 to 7 letters) ${n === 1 ? 'was' : 'were'} looked for as a whole text only.`,
    searchShort: (n: number) =>
      `${plural(n, 'value')} of one or two letters ${n === 1 ? 'was' : 'were'} not looked for: the same letters are everywhere.`,
    searchMany: (n: number) => `${plural(n, 'value')} more could not be looked for.`,
    make: 'The copy',
    preview: 'Preview the copy',
    previewing: 'Putting the copy together…',
    nothing: 'Choose a change above.',
    mend: 'Correct the fields that are marked.',
    changed: 'The choices were changed since this preview.',
    chosen: {
      name: (name: string) => `renamed to ${name}`,
      fix: (n: number) => plural(n, 'repair'),
      users: (n: number) => `${plural(n, 'user')} replaced`,
      schemas: (n: number) => `${plural(n, 'schema')} left out`,
      superseded: 'earlier file versions left out',
      deleted: 'deleted contents left out',
      redact: 'redacted',
    },
    recipeSave: 'Save these choices',
    recipeLoad: 'Load choices',
    recipeFile: 'copy-recipe.json',
    recipeNone: (name: string) => `${name} is no file of choices for a copy.`,
    recipeLoaded: 'The choices were loaded.',
    ready: 'Preview',
    save: 'Save the copy',
    saving: 'Saving',
    savedAs: (name: string) => `Saved as ${name}.`,
    again: 'Start over',
    stopped: 'Saving was stopped. No file was written.',
    started: (name: string) => `The download of ${name} has started.`,
    notSaved: 'The copy was not saved.',
    nothingLeft: 'Nothing was left behind; the copy is still here and can be saved again.',
    emptyLeft: (name: string) =>
      `An empty file named ${name} was left, which you can delete; the copy is still here and can be saved again.`,
    saveFaults: {
      full: 'There is not enough room: the disk is full, or the browser allows no more. Make room, or choose another disk.',
      forbidden:
        'The browser was not allowed to write: permission was withdrawn, or the file is protected or in use. Choose another place and allow writing.',
      gone: 'The file or its folder went away while it was written. Choose another place.',
      source:
        'The file that you dropped can no longer be read: it was changed, moved or deleted. Drop it again.',
      other: 'The browser stopped writing.',
    } satisfies Record<SaveFault, string>,
    throughStorage: (size: number) =>
      `This browser has no dialog for saving large files. The copy is first written into the storage of this page (${bytes(size)}), then downloaded from there; it is removed when the page is opened the next time.`,
    throughMemory: (limit: number) =>
      `This browser can neither write to a chosen file nor keep the copy in the storage of this page, so it is one download straight from memory. Above ${bytes(limit)} that may fail; use a Chromium-based browser or the command line then.`,
    differs: 'What differs',
    kept: (n: number) => `${plural(n, 'entry', 'entries')} carried over byte for byte.`,
    size: (before: number, after: number) => `${bytes(before)} before, ${bytes(after)} now`,
    changes: { entry: 'Entry', change: 'Change', detail: 'Detail' },
    changesMore: (n: number) => `and ${count(n)} more`,
    before: 'Original',
    after: 'Copy',
    check: 'Check of the copy',
    checking: 'The copy is being read in full.',
    checked: 'The copy was read in full and checked.',
    checkFailed: 'The copy could not be checked.',
    freshChecked: (n: number) => `${plural(n, 'fresh entry', 'fresh entries')} read back and found right.`,
    cosmetic:
      'Why this is enough: after the restore, the server overwrites the name everywhere else. Links to the old name inside texts, scripts and webhooks are not changed.',
  },

  ticket: {
    intro:
      'What support asks for, from the facts of this file. Read it before you send it; put the download link where the text asks for it.',
    label: 'Ticket text (Markdown)',
    copy: 'Copy',
    save: 'Save as file',
    making: 'Writing…',
    file: 'backup-ticket.md',
    failed: 'The text could not be made.',
  },

  target: {
    intro:
      'What the dry run assumes of the server. A change counts at once; nothing is read again. It is remembered on this device, except for the name.',
    name: 'Name in the restore form',
    nameHint: 'Wins over the name in the archive. Leave empty if the form is left empty.',
    taken: 'Names taken on the server',
    takenHint: 'One a line. A restore into a taken name fails.',
    who: 'Who restores',
    whoUser: 'A user',
    whoClient: 'A client',
    whoUserHint: 'becomes Owner of the app',
    whoClientHint: 'no Owner is assigned at the end',
    userId: 'User id, if the backup might know it',
    email: 'E-mail of that user',
    clientId: 'Client id',
    store: 'Store',
    storeOther: 'MongoDB or other',
    storePostgres: 'PostgreSQL',
    storeHint: 'PostgreSQL has column rules that make a few more restores fail.',
    url: 'Address of the server',
    urlHint: 'For asset links in contents, which are rewritten to this address.',
    urlFault: 'An address starts with https:// or http://.',
    reset: 'Back to the defaults',
    assumption: {
      name: (name: string) => `named ${name}`,
      taken: (n: number) => `${plural(n, 'name')} taken`,
      empty: 'an empty server',
      postgres: 'PostgreSQL',
      other: 'MongoDB or other store',
      user: 'restored by a user',
      client: 'restored by a client',
    },
  },

  dialog: { details: 'Details', copyDetails: 'Copy the details', close: 'Close', fault: 'Whose fault' },

  problem(problem: Problem): { title: string; cause: string; advice: string; fault: string } {
    switch (problem.code) {
      case 'file-gone':
        return {
          title: 'The file went away while it was read',
          cause:
            'It was changed, moved, renamed or deleted, or its disk was taken out. The browser then refuses to read on.',
          advice: 'Put the file back and drop it again. What was read before that stays below.',
          fault: 'Nobody’s fault here: the browser protects you from reading two versions as one.',
        };
      case 'read':
        return {
          title: 'The file can’t be read',
          cause: 'The browser or the disk refused to hand over some bytes.',
          advice: 'Copy the file to another disk, and drop the copy.',
          fault: 'Most likely the disk or the connection to it.',
        };
      case 'shards-lost':
        return {
          title: 'A part of the file could not be checked',
          cause: problem.details,
          advice: 'The rest of the report stands. Please send us the details.',
          fault: OUR_FAULT,
        };
      case 'memory':
        return {
          title: 'The browser ran out of memory',
          cause: 'The engine asked for more memory than the browser gives to a tab.',
          advice: 'Close other tabs and try again, or use the command line, which has no such limit.',
          fault: OUR_FAULT,
        };
      case 'start':
        return {
          title: 'The engine could not start',
          cause: 'This browser refused to compile or start the WebAssembly engine.',
          advice:
            'Use a browser of the last two years, and check that WebAssembly isn’t switched off by a policy.',
          fault: 'The browser’s settings, or our build of the page.',
        };
      case 'silent':
        return {
          title: 'The engine stopped answering',
          cause: 'A worker gave no answer and was ended.',
          advice: 'Drop the file again. If it happens twice, please send us the details.',
          fault: OUR_FAULT,
        };
      case 'invalid':
        return {
          title: 'That can’t be done',
          cause: problem.details.replace(/^[A-Za-z]+: /, ''),
          advice: 'Change what you asked for and try again.',
          fault: 'Nobody’s: the request doesn’t fit this backup.',
        };
      case 'protocol':
      case 'panic':
        return {
          title: 'The engine failed',
          cause: 'It met something that it should have handled, and stopped.',
          advice:
            'Drop the file again. If it happens twice, please send us the details; they hold no content of your file.',
          fault: OUR_FAULT,
        };
    }
  },
  shardsLost: (n: number) =>
    `${plural(n, 'part')} of the file made a worker fail twice and had to be left out.`,
  engineFailed: { title: 'The engine could not be loaded', retry: 'Try again' },

  say: {
    opening: (n: number) => `Opening ${plural(n, 'file')}.`,
    progress: (done: number, total: number) => `${percent(total === 0 ? 1 : done / total)} read.`,
    done: (report: Report) => `Done. ${outcomes[report.verdict.outcome].title}: ${report.verdict.summary}.`,
    cancelled: 'Reading was stopped. The report is partial.',
    copyChecked: (report: Report) => `The copy was checked. ${outcomes[report.verdict.outcome].title}.`,
  },
} as const;
