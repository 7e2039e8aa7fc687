// Generated from src/format/sharepoint by `cargo xtask types`; a test fails when it drifts. Do not edit.

/** A choice: its word in the options, and its name for a person. */
export type Choice = readonly [word: string, name: string];

/** Releases of SQL Server that a SharePoint runs on, oldest first. */
export const SQL_SERVERS: readonly Choice[] = [
  ["2008r2", "SQL Server 2008 R2"],
  ["2012", "SQL Server 2012"],
  ["2014", "SQL Server 2014"],
  ["2016", "SQL Server 2016"],
  ["2017", "SQL Server 2017"],
  ["2019", "SQL Server 2019"],
  ["2022", "SQL Server 2022"],
  ["2025", "SQL Server 2025"],
];

/** Versions of SharePoint, oldest first. */
export const SHARE_POINTS: readonly Choice[] = [
  ["2013", "SharePoint 2013"],
  ["2016", "SharePoint 2016"],
  ["2019", "SharePoint 2019"],
  ["se", "SharePoint Subscription Edition"],
];

/** A setting of a command: what it means, and what it takes. */
export interface Setting {
  means: string;
  takes: { kind: 'text' | 'switch' } | { kind: 'word'; words: readonly string[] } | { kind: 'number'; least: number; most: number };
  /** What stands in commands until somebody says it. */
  standIn: string | null;
}

/** Settings by their names. */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  "folder": { means: "folder where the backup files stand as the server sees it, or are to stand", takes: { kind: 'text' }, standIn: "D:\\backup" },
  "data-folder": { means: "folder for the data files of restored databases", takes: { kind: 'text' }, standIn: null },
  "log-folder": { means: "folder for the log files of restored databases", takes: { kind: 'text' }, standIn: null },
  "stop-at": { means: "moment to restore to, by the server's clock: 2016-11-05T02:30:00", takes: { kind: 'text' }, standIn: null },
  "replace": { means: "overwrite databases of the same name", takes: { kind: 'switch' }, standIn: null },
  "database-server": { means: "server that the farm uses, HOST or HOST\\INSTANCE", takes: { kind: 'text' }, standIn: "SQL01" },
  "web-application": { means: "address of the web application", takes: { kind: 'text' }, standIn: "https://portal.example.com" },
  "application-pool": { means: "service application pool", takes: { kind: 'text' }, standIn: "SharePoint Web Services Default" },
  "item": { means: "component of the farm", takes: { kind: 'text' }, standIn: null },
  "method": { means: "method of a farm backup", takes: { kind: 'word', words: ["Full","Differential"] }, standIn: null },
  "restore-method": { means: "method of a farm restore", takes: { kind: 'word', words: ["Overwrite","New"] }, standIn: null },
  "threads": { means: "threads, 1 to 10", takes: { kind: 'number', least: 1, most: 10 }, standIn: null },
  "percentage": { means: "how often progress is shown, 1 to 100 %", takes: { kind: 'number', least: 1, most: 100 }, standIn: null },
  "force": { means: "don't ask", takes: { kind: 'switch' }, standIn: null },
  "snapshot": { means: "back up sites from a database snapshot", takes: { kind: 'switch' }, standIn: null },
  "no-site-lock": { means: "leave sites writable during their backup", takes: { kind: 'switch' }, standIn: null },
  "gradual-delete": { means: "delete the old site step by step, for sites of 1 GB and more", takes: { kind: 'switch' }, standIn: null },
  "preserve-site-id": { means: "keep the id of the site", takes: { kind: 'switch' }, standIn: null },
  "content-database": { means: "content database for restored sites", takes: { kind: 'text' }, standIn: null },
  "host-header": { means: "web application for host-named site collections", takes: { kind: 'text' }, standIn: null },
  "snap-in": { means: "load the commands of SharePoint first", takes: { kind: 'switch' }, standIn: null },
  "stamp": { means: "text in the names of new backup files: 20161105", takes: { kind: 'text' }, standIn: null },
};

/** What can be composed: the task's word, the language of its commands, the settings that they depend on, and
 * those that something stands in for until they are said. */
export const TASKS = [
  { word: "restore-databases", language: "T-SQL", settings: ["folder","data-folder","log-folder","stop-at","replace"], needs: ["folder"] },
  { word: "verify-databases", language: "T-SQL", settings: ["folder"], needs: ["folder"] },
  { word: "backup-databases", language: "T-SQL", settings: ["folder","stamp"], needs: ["folder"] },
  { word: "attach-databases", language: "PowerShell", settings: ["web-application","database-server","application-pool","snap-in"], needs: ["web-application","database-server","application-pool"] },
  { word: "backup-farm", language: "PowerShell", settings: ["folder","method","item","threads","percentage","force","snap-in"], needs: ["folder"] },
  { word: "restore-farm", language: "PowerShell", settings: ["folder","restore-method","database-server","item","threads","force","snap-in"], needs: ["folder"] },
  { word: "backup-sites", language: "PowerShell", settings: ["folder","snapshot","no-site-lock","force","snap-in"], needs: ["folder"] },
  { word: "restore-sites", language: "PowerShell", settings: ["folder","content-database","database-server","host-header","force","gradual-delete","preserve-site-id","snap-in"], needs: ["folder"] },
  { word: "history", language: "PowerShell", settings: ["folder","snap-in"], needs: ["folder"] },
] as const;
