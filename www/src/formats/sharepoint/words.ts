/** The words for SharePoint. */
import { count, plural } from '../../state/format.ts';

export const sharepoint = {
  title: 'SharePoint backup',
  shows: 'SQL Server shows',
  inside: 'Inside',
  files: 'Files',
  databases: 'Databases',
  spread: 'Taken within',
  filesUnit: (number: number) => plural(number, 'file'),
  databasesUnit: (number: number) => plural(number, 'database'),

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
    },
    key: (position: number) => `key, part ${count(position)}`,
    onlyKey: 'key',
    yes: 'yes',
    rows: 'Rows',
    privacy:
      'Rows can hold personal data and secrets of whoever used this server. Shown here, they stay in this tab: nothing is stored or sent. Mind who sees your screen.',
    showRows: 'Show rows',
    hideRows: 'Hide rows',
    rowsOf: (table: string) => `Rows of ${table}`,
    searchRows: 'Search in rows',
    rowHint: 'Enter or a click shows all values of a row. Of large values only the beginning is read.',
    firstColumns: (shown: number, total: number) =>
      `The list shows the first ${count(shown)} of ${plural(total, 'column')}; an opened row has them all.`,
    atLeast: 'There are more rows than could be counted so far; scroll on to read them.',
    asStored: 'Show the rows as stored',
    row: 'Values of the row',
    closeRow: 'Close the row',
    nothing: 'NULL',
  },
} as const;
