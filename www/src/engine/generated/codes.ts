// Generated from src/report/codes by `cargo xtask types`; a test fails when it drifts. Do not edit.

import type { Severity } from './types';

/** What is known about one finding code, wherever it was met. */
export interface CodeInfo {
  code: string;
  severity: Severity;
  title: string;
  cause: string;
  effect: string;
  advice: string;
  action: string | null;
}

/** Every finding code, for the "why?" texts. */
export const CODES: Readonly<Record<string, CodeInfo>> = {
  "empty-file": {
    code: "empty-file",
    severity: "fatal",
    title: "The file is empty",
    cause: "the file has 0 bytes: a download or a copy that never started",
    effect: "the restore fails with \"Failed with internal error.\"",
    advice: "download or create the backup again",
    action: null,
  },
  "not-a-zip": {
    code: "not-a-zip",
    severity: "fatal",
    title: "Not a ZIP archive",
    cause: "the bytes are of another kind of file",
    effect: "the restore fails with \"Failed with internal error.\"",
    advice: "find the ZIP file that the server made; a link of a file host often gives its preview or login page in its place",
    action: null,
  },
  "not-a-backup": {
    code: "not-a-backup",
    severity: "fatal",
    title: "A ZIP archive, but no known backup",
    cause: "the archive holds nothing that a backup of a known system holds",
    effect: "the restore fails",
    advice: "check that this is the file that the server made",
    action: null,
  },
};
