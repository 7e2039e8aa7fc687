/**
 * All words of the page in one place, in plain English, ready for translation. The server's own
 * terms keep their own spelling. Sentences about a finding come from the engine.
 */
import type { Outcome, Report, Severity } from '../engine/protocol.ts';
import type { SaveFault } from './save.ts';
import type { Problem } from './store.ts';
import { bytes, count, duration, percent, plural } from './format.ts';
import { ONE_FILE } from './version.ts';

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

const OUR_FAULT = 'This is a fault of Backup Inspector, not of your backup.';

export const words = {
  name: 'Backup Inspector',
  tagline: 'Know whether a backup will restore before you upload it.',
  skip: 'Skip to the content',

  landing: {
    lead: 'Nothing leaves your machine: the file is read inside this tab.',
    drop: 'Drop a backup, or a folder of them, anywhere in this window',
    choose: 'Choose a file',
    folder: 'Choose a folder',
    hint: (key: string) => `${key} opens the file dialog; a copied file can be pasted.`,
    example: 'Open an example',
    who: 'Which of these are you?',
    whatIsABackup: 'Backups that can be judged',
    exampleIs: 'The example:',
    whatIsChecked: 'What is checked',
    checks: [
      ['Layout', 'Every entry, number and required file of the archive, and the ZIP itself.'],
      [
        'Restore',
        'A dry run by the server’s own rules: what it would say, where it would stop, what would be gone.',
      ],
      ['Time and size', 'How long the restore takes, and what the app holds afterwards.'],
    ] as const,
    open: (n: number) => `${plural(n, 'report')} ${n === 1 ? 'is' : 'are'} still open.`,
    back: 'Back to it',
    lost: 'The report you had open was kept in that tab’s memory only. Drop the same file again to see it; you come back to the same view.',
    engineLoading: 'The engine is on its way; a file can be dropped already.',
  },
  guide: {
    name: 'Guide',
    list: 'Chapters',
    all: 'All chapters',
    lead: 'What to do with a backup before it is needed, and when it is. Each chapter stands by itself.',
    unknown: 'There is no chapter of that name. These are all of them:',
    next: 'Next chapter',
    toReport: 'Back to the report',
    toStart: 'Back to the start',
    tryIt: 'Try it',
    copyCode: (first: string) => `Copy: ${first}`,
    forThis: 'In the guide:',
  },
  versionShort: (version: string) => `Version ${version}, MIT or Apache-2.0`,
  version: (version: string) => `Version ${version}. Licence: MIT or Apache-2.0.`,
  printed: (version: string, when: string) => `Backup Inspector ${version}, printed ${when}`,
  dropNow: 'Let go to inspect it here',
  dropNowHint: 'What is open now is closed; a scan is stopped.',

  lamp: {
    label: ONE_FILE ? 'Nothing leaves this tab: file, policy inside' : 'Nothing leaves this tab',
    labelDoubt: 'Look here: not proved',
    trying: 'Trying a connection that must fail…',
    tried: (workers: number) =>
      `Tried just now: a connection from this page${workers === 0 ? '' : ` and from each of its ${plural(workers, 'worker')}`} was refused by the policy ${ONE_FILE ? 'inside of this file' : 'that the server sent'}.`,
    doubts: {
      reached:
        'A connection that must fail came about: this page, or one of its workers, could send something. Don’t drop confidential files here.',
      'no-policy':
        'The connection failed, but the browser names no policy that refused it. Perhaps the network is just down.',
      'no-header':
        'The server sent no policy; the page’s own second line refused the connection. That binds the page, but not its workers. Whoever runs this server should send the headers that come with it.',
      'weak-header': `The policy ${ONE_FILE ? 'inside of this file' : 'that the server sent'} lets more through than this page needs.`,
      'foreign-request': 'There was a request to another site, listed below.',
    },
    policy: [
      ONE_FILE
        ? 'This page is one file with a policy inside, and your browser enforces it: only the script and the styles of this file are run and shown, and neither the page nor its workers, which inherit the policy, load or connect to anything. There are no exceptions for us.'
        : 'The server sends a policy with this page, and your browser enforces it: the page and its workers may load script files, styles and images of this site, and connect to nothing. One script is an exception, which sees nothing of a backup: see below.',
      'The backup is read by WebAssembly inside this tab, in pieces. When a copy is saved by download, it lies in the storage of this page until the download is done; that is said at the button.',
    ],
    remembered:
      'Remembered on this device: what you said of your server. No e-mail address, and nothing of a backup.',
    forget: 'Forget it',
    header: 'The policy that refused the connection',
    noPolicy: 'The browser names none.',
    requests: 'Requests since the page was ready',
    early: (n: number) => `${plural(n, 'request')} before, to load the page`,
    own: 'Script or style files of this site, loaded when they were first needed:',
    foreign: 'Requests that should not be there:',
    plug: 'Don’t take our word for it: pull the plug. Disconnect this machine from the network, then drop a backup. It works the same.',
    offline: {
      title: 'Without a network',
      kept: {
        none: 'No copy of this page is kept on this device: it has to be loaded from its server.',
        keeping: 'This browser is keeping a copy of the page, so that it opens without a network…',
        kept: 'A copy of this page is kept on this device: it opens without a network.',
      },
      exception:
        'The one exception: the service worker, the script sw.js, may connect to this site, and to no other. It fetches the files of its own list, each only if it has the sum that the list says, and a newer version is looked for when the page is loaded or when you press the button. No file that you drop passes through it.',
      look: 'Look for a newer version',
      looked: {
        'not-yet': '',
        looking: 'Looking…',
        current: 'This is the newest version.',
        failed: 'The site could not be asked, or what it sent is not whole.',
      },
    },
    close: 'Close',
  },
  offline: {
    newer: 'A newer version of this page is on this device.',
    closes: 'To take it, the page is loaded again, which closes the reports that are open.',
    take: 'Take it now',
    later: 'Later',
  },

  commands: {
    open: 'Open a file',
    folder: 'Open a folder',
    example: 'Open an example',
    cancel: 'Stop reading',
    help: 'Show shortcuts',
    palette: 'Find a command',
    guide: 'Read the guide',
    table: 'Show the table of reports',
    keysOff: 'Switch single keys off',
    keysOn: 'Switch single keys on',
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
  help: {
    title: 'Shortcuts',
    hint: 'Single keys do nothing while a field has the focus.',
    single: 'Single keys are shortcuts',
    close: 'Close',
  },

  palette: {
    title: 'Commands',
    label: 'What do you want to do?',
    found: (n: number) => `${plural(n, 'command')}: arrows choose, Enter runs.`,
    none: 'No command has these words.',
  },

  views: {
    summary: 'Summary',
    findings: 'Findings',
  },
  viewsLabel: 'Views of the report',

  outcomes,
  severities,
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
    partial: (share: string) =>
      `Partial report: ${share} was read, and what is in the rest of the file is not known.`,
    waiting: 'From the directory alone; the data is read when smaller files are done.',
    readOn: (share: string) => `Read on from ${share}`,
    scanning: 'From the directory alone; the data is being read. The answer can still get worse.',
    server: 'The server shows',
    shows: (server: string) => `${server} shows`,
    whichServer: 'Which server is it for?',
    noServer: 'Nobody said',
    failsAt: (event: number | null) => (event === null ? 'Mend first' : `Stops at event ${count(event)}`),
    scaleLabel: (outcome: Outcome, open: boolean) =>
      open
        ? `On the scale: ${outcomes[outcome].title} at best; it can still get worse`
        : `On the scale: ${outcomes[outcome].title}`,
  },

  progress: {
    label: 'Data read',
    cancel: 'Cancel',
    opening: 'Reading the directory…',
    engine: 'Loading the engine',
    engineHint: 'once; the file is read as soon as it is there',
    line: (done: number, total: number) => `${bytes(done)} of ${bytes(total)}`,
    rate: (rate: number | null) => (rate === null ? 'measuring the speed' : `${bytes(rate)}/s`),
    left: (seconds: number | null) =>
      seconds === null ? 'time left not known yet' : `${duration(seconds)} left`,
    entries: (done: number, total: number) => `${count(done)} of ${plural(total, 'entry', 'entries')}`,
  },

  reports: {
    label: 'Reports',
    inputs: (n: number) => plural(n, 'report'),
    all: (n: number) => `All ${plural(n, 'report')}`,
    place: (at: number, n: number) => `${count(at)} of ${count(n)}`,
  },
  sets: {
    title: (n: number) => `${plural(n, 'report')} of what you dropped`,
    head: {
      name: 'Name',
      outcome: 'Outcome',
      system: 'What it is',
      holds: 'Inside',
      size: 'Size',
      state: 'State',
    },
    waiting: 'waiting',
    reading: (share: string) => `reading, ${share}`,
    stopped: (share: string) => `stopped at ${share}`,
    failed: 'could not be read',
    saved: 'saved, not checked again',
    read: 'read',
    open: (n: number) => `${count(n)} not read yet`,
    leftOut: (unread: number, empty: number) =>
      `Left out: ${[
        ...(unread === 0 ? [] : [`${plural(unread, 'file')} that the browser could not read`]),
        ...(empty === 0 ? [] : [plural(empty, 'empty folder')]),
      ].join(', ')}`,
    stop: 'Stop reading',
    json: 'Save JSON of all',
    file: 'reports.ndjson',
    search: 'Search in names',
    hint: 'Enter or a click opens a report; the way back leads here.',
  },
  savedReport: {
    label: 'A saved report',
    /** `judged`: the report says when; else its file does. */
    on: (when: string, judged: boolean) =>
      judged
        ? `Saved on ${when}, not checked again.`
        : `Saved, not checked again. Its file was written on ${when}.`,
    by: (version: string) =>
      `Backup Inspector ${version} wrote it, or somebody who wants it to look so. To be sure, or to look inside, drop the backup itself.`,
    facts: 'What the report says',
    fingerprint: 'Fingerprint',
    depth: 'Read',
    depths: { directory: 'the directory only', data: 'all of the data' },
    files: (n: number) => plural(n, 'file'),
    refused: (n: number) => `${plural(n, 'saved report')} left out`,
    why: (number: number, why: string) => `Report ${count(number)}: ${why}`,
    more: 'There is more in the file than is shown.',
  },
  actions: {
    openOther: 'Open another file',
    json: 'Save JSON',
    ticket: 'Copy for ticket',
    markdown: 'Copy as Markdown',
    print: 'Print or save as HTML',
  },
  handOn: {
    mask: 'Mask e-mail addresses and names of people and servers',
    json: {
      title: 'Save JSON',
      action: 'Save',
      hint: 'Each address becomes person-1, person-2 …, the same one always the same. The file is the one that the command line writes with --mask-names.',
    },
    markdown: {
      title: 'Copy as Markdown',
      action: 'Copy',
      hint: 'Each address becomes person-1, person-2 …, the same one always the same.',
    },
    all: {
      title: 'Save JSON of all',
      action: 'Save',
      hint: 'Each address becomes person-1, person-2 …, in each report anew. The lines are those that the command line writes with --mask-names.',
    },
  },
  copied: 'Copied to the clipboard.',
  saved: (name: string) => `Saved as ${name}.`,
  print: {
    title: 'Print or save',
    views: 'Which views',
    all: 'All of them',
    hint: 'The verdict stands in front; version and time are at the end.',
    run: 'Print',
    save: 'Save as one HTML file',
    saveHint: 'It opens in any browser, asks for nothing, and prints with page numbers.',
    maskHint: 'In the file that is saved. Paper shows what the screen shows.',
    foot: (version: string, when: string) => `Backup Inspector ${version}, saved ${when}`,
  },
  clipboardBlocked:
    'The browser didn’t allow access to the clipboard. The text is in the Ticket view, to be selected by hand.',

  summary: {
    figures: 'Key figures',
    size: 'Size',
    unpacked: (n: number) => `${bytes(n)} unpacked`,
    top: 'Most important findings',
    topAll: (n: number) => (n === 1 ? 'The finding' : `All ${plural(n, 'finding')}`),
    topNone: 'Nothing was found that is worth a word.',
    topNonePartial: (share: string) =>
      `Nothing in the ${share} that was read; what is in the rest is not known.`,
    soFar: (share: string) => `So far: ${share} of the data was read.`,
    topNoneYet: 'Nothing so far; the data is still being read.',
  },

  table: {
    looking: 'Looking…',
    rows: (n: number, text: string) =>
      text === '' ? plural(n, 'row') : `${plural(n, 'row')} with “${text}”`,
  },

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
    applySaved: 'It can be mended in a copy: drop the backup itself.',
    copy: 'Copy this finding',
    empty: 'Nothing was found.',
    emptyHint: 'No fault, no loss, nothing odd.',
    emptyYet: 'Nothing so far.',
    emptyYetHint: 'The data is still being read; findings appear here as they are met.',
    emptyPartial: (share: string) => `Nothing in the ${share} that was read.`,
    emptyPartialHint: 'What is in the rest of the file is not known.',
    emptyFilter: 'No finding matches.',
    emptyFilterHint: 'Clear the search or choose another severity.',
    clear: 'Clear the filter',
    choose: 'Choose a finding to see where it is, what it does, and what helps.',
    column: { what: 'What', where: 'Where', number: 'Number' },
  },

  told: 'What is known',
  remarks: { wrong: 'Wrong', missing: 'Missing' },

  treemap: {
    whole: 'All',
    up: 'Up',
    name: 'Name',
    files: 'Files',
    bytes: 'Bytes',
    share: 'Share',
    hint: 'Arrows move, Enter opens a folder, Backspace goes up.',
    rest: (n: number) => plural(n, 'smaller one'),
    shareOf: (share: number) => (share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(share * 100)} %`),
    cell: (name: string, value: string, share: string, look: string | null) =>
      `${name} ${value}, ${share}${look === null ? '' : `, mostly ${look}`}`,
  },

  /** What a set is made of, whatever system it is of. */
  archive: {
    summing: 'Summing up what the directory says…',
    figures: 'Figures of the archive',
    none: 'There is nothing in it.',
    where: 'Where the bytes are',
    mapByFolder: 'Bytes by folder',
    mapByKind: 'Bytes by kind',
    divided: 'Divided',
    byFolder: 'By folder',
    byKind: 'By kind',
    sized: 'Which bytes',
    packed: 'Stored',
    unpacked: 'Unpacked',
    own: (kind: string) => `${kind} here`,
    methods: 'Methods of compression',
    size: 'Bytes',
    besides: 'Besides',
    besidesHint: 'Names, headers, the directory, and what no entry holds.',
    column: {
      name: 'Name',
      path: 'Path',
      kind: 'Kind',
      role: 'Role',
      method: 'Method',
      compressed_bytes: 'Stored',
      bytes: 'Unpacked',
      ratio: 'Ratio',
      crc32: 'CRC-32',
    },
    ratio: (unpacked: number, stored: number) =>
      stored === 0 ? '' : `${(Math.round((unpacked / stored) * 10) / 10).toFixed(1)} : 1`,
    times: (ratio: number) => `${ratio.toFixed(1)} : 1`,
    within: 'Only those in',
    search: 'Search by name, method or checksum',
  },

  /** Personal data and secrets, whatever system they are of. */
  privacy: {
    none: 'Nothing of that kind was found.',
    risk: 'Others could use it:',
    where: (shown: number, all: number) =>
      shown < all ? `Where: the first ${count(shown)} of ${count(all)}` : `Where: ${plural(all, 'place')}`,
    places: (title: string) => `Places: ${title}`,
    show: 'Show the values',
    hide: 'Mask the values',
    showHint: 'Mind who sees your screen.',
    gone: 'can’t be read',
    column: { file: 'File', event: 'Event', entry: 'Entry', path: 'Where in it', value: 'Value' },
  },

  alone: {
    back: 'Back to the start',
    without: (system: string) => `${system}, without a file`,
    drop: 'Drop a file or a folder to begin with what it says.',
  },

  /** The composer, whatever system its requests and commands are of. */
  compose: {
    task: 'What is to be done',
    fields: 'Fields',
    languages: 'Written as',
    known: 'from the files',
    secretKnown: 'known, not shown',
    notSet: 'not set',
    reset: 'Forget what was typed',
    more: (n: number) => plural(n, 'further field'),
    state: (wrong: number, missing: number) =>
      wrong > 0
        ? `${plural(wrong, 'field')} to be mended before anything can be written.`
        : missing > 0
          ? `A placeholder stands for ${plural(missing, 'missing field')}.`
          : 'Nothing is missing.',
    copy: 'Copy',
    copyPiece: (title: string) => `Copy: ${title}`,
    copyAll: 'Copy all',
    copyAllSecret: 'Copy all, with secrets',
    save: 'Save as a file',
    secrets: 'Put secrets into what is copied or saved.',
    secretsHint: 'Here placeholders stand for them all the same.',
    nothingSent: 'Nothing is sent from here, and nothing is run: this is text to copy.',
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

  nothingThere: (unread: number, empty: readonly string[]) => ({
    title: unread > 0 ? 'The files can’t be read' : 'The folder is empty',
    cause:
      unread > 0
        ? `The browser could read none of the ${plural(unread, 'file')}.`
        : `There is no file in ${empty.length === 1 ? `“${empty[0] ?? ''}”` : 'these folders'}, nor in a folder below.`,
    advice:
      unread > 0
        ? 'Check that the files are on this machine (and not only in a cloud), then drop them again.'
        : 'Drop the folder that holds the backup.',
    fault: 'Nobody’s: there was nothing to look at.',
  }),

  exports: {
    file: 'Save as a file',
    zip: 'Save as one ZIP file',
    folder: 'Save into a folder',
    running: (title: string) => `Export: ${title}`,
    starting: 'Opening the backup once more',
    checking: 'Reading and checking the files',
    reading: (done: number, of: number) => `${count(done)} of ${count(of)} events read; writing comes next`,
    writing: (size: number, files: number) =>
      files > 1 ? `${plural(files, 'file')}, ${bytes(size)} written` : `${bytes(size)} written`,
    cancel: 'Cancel',
    forget: 'Hide',
    clear: 'The download is done: remove the file from the storage of this page',
    cleared: 'The storage of this page is empty.',
    done: (n: number, size: number, to: string) => `Saved as ${to}: ${plural(n, 'object')}, ${bytes(size)}.`,
    empty: 'Nothing of this is there: no object was written.',
    leftOut: (n: number) => `${plural(n, 'thing')} could not be exported`,
    more: (n: number) => `and ${count(n)} more`,
    notes: 'Worth knowing',
    stopped: {
      file: 'The export was stopped. No file was written.',
      zip: 'The export was stopped. No file was written.',
      folder: (name: string) =>
        `The export was stopped. The folder ${name} has what was written, and INCOMPLETE.txt, which says so.`,
    },
    refused: 'This can’t be exported.',
    notSaved: 'The export was not saved.',
    partLeft: (name: string) => `The folder ${name} has what was written, and INCOMPLETE.txt, which says so.`,
    failed: 'The export failed.',
    faults: {
      full: 'There is not enough room: the disk is full, or the browser allows no more. Make room, or choose another disk.',
      forbidden:
        'The browser was not allowed to write: permission was withdrawn, or the file is protected or in use. Choose another place and allow writing.',
      gone: 'The file or its folder went away while it was written. Choose another place.',
      source:
        'The file that you dropped can no longer be read: it was changed, moved or deleted. Drop it again.',
      other: 'The browser stopped writing.',
    } satisfies Record<SaveFault, string>,
    say: {
      done: (title: string) => `${title} exported.`,
      stopped: 'The export was stopped.',
    },
  },

  say: {
    allDone: (all: readonly Outcome[]) => {
      const parts = (Object.keys(outcomes) as Outcome[])
        .map((outcome) => [outcomes[outcome].title, all.filter((each) => each === outcome).length] as const)
        .filter(([, number]) => number > 0)
        .map(([title, number]) => `${title}: ${count(number)}`);
      return `Done. ${plural(all.length, 'report')}. ${parts.join('; ')}.`;
    },
    finding: (files: number) => `${plural(files, 'file')} found so far.`,
    opening: (n: number) => `Opening ${plural(n, 'file')}.`,
    progress: (share: number) => `${percent(share)} read.`,
    done: (report: Report) => `Done. ${outcomes[report.verdict.outcome].title}: ${report.verdict.summary}.`,
    saved: (n: number) => `${plural(n, 'saved report')} shown, not checked again.`,
    cancelled: 'Reading was stopped. The report is partial.',
    copyChecked: (report: Report) => `The copy was checked. ${outcomes[report.verdict.outcome].title}.`,
  },
} as const;
