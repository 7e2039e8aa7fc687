/** The words for files of no system. */
export const unknown = {
  /** The report's word for an archive of none of the systems. */
  zip: 'zip',
  title: 'no backup that is known here',
  titles: {
    zip: 'ZIP archive, no backup that is known here',
  } as Partial<Record<string, string>>,
  shows: 'The server shows',
  next: 'Open another file',
} as const;
