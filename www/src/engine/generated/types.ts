// Generated from the Rust types by `cargo xtask types`; a test fails when it drifts. Do not edit.

/**
 * One line of the log, of the prediction, or both.
 */
export type AlignedLine = {
/**
 * In the log, without instant and noise.
 */
line: string | null,
/**
 * In the prediction.
 */
expected: string | null,
/**
 * How they compare.
 */
relation: Relation, };

/**
 * Its answer.
 */
export type Answer = { "system": "squidex", "answer": SquidexAnswer } | { "system": "app-service", "answer": AppServiceAnswer } | { "system": "sharepoint", "answer": SharePointAnswer } | { "system": "unknown", "answer": Nothing };

/**
 * The restored app: what exists on the target afterwards.
 */
export type App = {
/**
 * Effective name; `null` if the app ends without one.
 */
name: string | null,
/**
 * Id in the archive (the target makes a new one).
 */
id: string,
/**
 * Label.
 */
label: string | null,
/**
 * Description.
 */
description: string | null,
/**
 * Deleted by an event of its own.
 */
deleted: boolean,
/**
 * ISO codes, master first in the order of the app.
 */
languages: Array<string>,
/**
 * Languages with what belongs to them.
 */
language_details: Array<LanguageDetail>,
/**
 * Custom roles.
 */
roles: Array<string>,
/**
 * Client ids.
 */
clients: Array<string>,
/**
 * As stored, without the Owner added at the end.
 */
contributors: Array<Contributor>,
/**
 * Workflow names (or ids where there is no name).
 */
workflows: Array<string>,
/**
 * Plan id.
 */
plan: string | null,
/**
 * Team id.
 */
team_id: string | null,
/**
 * Whether it has an avatar.
 */
image: boolean,
/**
 * Patterns in the settings.
 */
patterns: number,
/**
 * Not deleted ones.
 */
schemas: Array<Schema>,
/**
 * One per schema id with a stored content, also of missing or deleted schemas.
 */
contents: Array<SchemaContents>,
/**
 * Assets.
 */
assets: Assets,
/**
 * Not deleted ones.
 */
asset_folders: number,
/**
 * The tree of folders that are not deleted; parent before child.
 */
folders: Array<Folder>,
/**
 * Not deleted ones.
 */
rules: Array<Rule>, };

/**
 * An app.
 */
export type AppBody = {
/**
 * Path of the package.
 */
path: string,
/**
 * Title, or name.
 */
title: string,
/**
 * Product id.
 */
product_id: string | null,
/**
 * Version.
 */
version: string,
/**
 * Lowest version of SharePoint.
 */
share_point_min_version: string | null,
/**
 * Principal.
 */
principal: string | null,
/**
 * Whether parts run elsewhere.
 */
has_remote: boolean,
/**
 * Whether it may act without a user.
 */
app_only: boolean,
/**
 * Permissions.
 */
permissions: Array<PermissionBody>,
/**
 * Languages.
 */
locales: Array<string>, };

/**
 * What an App Service set holds and what the service says of it. Absent knowledge is `null`.
 */
export type AppService = {
/**
 * The archive; `null` if none was dropped.
 */
archive: ArchiveView | null,
/**
 * The manifest; `null` if none was dropped.
 */
manifest: ManifestView | null,
/**
 * The record of this backup.
 */
record: RecordView | null,
/**
 * All records of the set.
 */
records: Array<RecordView>,
/**
 * The schedule's configuration.
 */
configuration: ConfigurationView | null,
/**
 * Restore requests.
 */
restore_requests: Array<RestoreView>,
/**
 * Snapshots.
 */
snapshots: Array<Snapshot>,
/**
 * Error answers.
 */
errors: Array<ServerError>,
/**
 * Sites that a restore answered with.
 */
sites: Array<SiteAnswer>,
/**
 * Storage addresses.
 */
sas: Array<SasView>,
/**
 * What the schedule does.
 */
schedule: ScheduleView | null,
/**
 * Databases in the archive and beside it.
 */
databases: Array<DatabaseView>,
/**
 * Logs.
 */
logs: Array<LogView>,
/**
 * JSON documents and what they are.
 */
documents: Array<DocumentView>,
/**
 * What a restore does and leaves.
 */
restore_notes: RestoreNotes,
/**
 * Age of the backup at `judged_at`, in seconds.
 */
age_seconds: number | null, };

/**
 * An answer.
 */
export type AppServiceAnswer = { "kind": "schedule",
/**
 * What was run; `null` if what was typed is wrong.
 */
effective: AppServiceEffectiveSchedule | null,
/**
 * What it gives; `null` if what was typed is wrong.
 */
simulation: Simulation | null,
/**
 * What is stored over time.
 */
storage: Array<StoragePoint>,
/**
 * What the rules say.
 */
findings: Array<Finding>,
/**
 * What is wrong with what was typed.
 */
fault: string | null, } | { "kind": "composed",
/**
 * Requests, commands, findings, faults.
 */
composed: AppServiceComposed,
/**
 * What the dropped files say of the fields.
 */
filled: Array<AppServiceFilledField>, } | { "kind": "forms",
/**
 * Tasks.
 */
tasks: Array<AppServiceTaskFields>,
/**
 * Fields.
 */
fields: Array<AppServiceFieldKey>,
/**
 * Versions of the API.
 */
api_versions: string[], } | { "kind": "archive",
/**
 * Summed up.
 */
summary: ArchiveSummary, } | { "kind": "privacy",
/**
 * By kind, with the first places of each.
 */
kinds: Array<PrivateKind>, } | { "kind": "redacted",
/**
 * Its text.
 */
text: string,
/**
 * Keys whose secret is in it all the same; none, unless this program is wrong.
 */
leaks: Array<string>, };

/**
 * How a field is asked for.
 */
export type AppServiceComposeLook = "text" | "list" | "secret" | "choice";

/**
 * What was composed.
 */
export type AppServiceComposed = {
/**
 * Requests; empty for the other forms, or if a field is wrong.
 */
requests: Array<HttpRequest>,
/**
 * Commands; empty for REST, or if a field is wrong.
 */
commands: Array<Command>,
/**
 * What the rules say; `entry` names the field.
 */
findings: Array<Finding>,
/**
 * Fields that are wrong or missing.
 */
faults: Array<Fault>,
/**
 * What to know before it is used.
 */
notes: Array<string>, };

/**
 * The schedule that was run, whatever of it was typed, dropped or assumed.
 */
export type AppServiceEffectiveSchedule = {
/**
 * Whether a dropped configuration is at its base.
 */
from_configuration: boolean,
/**
 * Backups that dropped records tell of, whether they were taken in or not.
 */
records: number,
/**
 * Anchor of the grid, ISO 8601 in UTC.
 */
start: string,
/**
 * Interval: `7d`, `12h`.
 */
every: string,
/**
 * Retention in days; 0 is for ever.
 */
keep_days: number,
/**
 * Keep at least one.
 */
keep_one: boolean,
/**
 * Whether it is on.
 */
enabled: boolean,
/**
 * Tier.
 */
tier: Tier,
/**
 * How long a run takes, in seconds.
 */
duration_seconds: number,
/**
 * End of the signature, ISO 8601 in UTC; `null` if it is not known.
 */
sas_expiry: string | null,
/**
 * Its permissions; `null` if they are not known.
 */
sas_permissions: string | null,
/**
 * When old backups go.
 */
mode: Mode,
/**
 * The present, ISO 8601 in UTC.
 */
now: string,
/**
 * Next run behind the present; `null` if it is off, or there is none.
 */
next_run: string | null, };

/**
 * A field that can be set.
 */
export type AppServiceFieldKey = {
/**
 * Key.
 */
key: string,
/**
 * What it takes, in words.
 */
takes: string,
/**
 * How it is asked for.
 */
look: AppServiceComposeLook,
/**
 * Words of a choice.
 */
choices: Array<string>, };

/**
 * What the dropped files say of a field.
 */
export type AppServiceFilledField = {
/**
 * Key.
 */
key: string,
/**
 * Values; `null` of a secret, which is there and not told.
 */
values: Array<string> | null, };

/**
 * What is known of the app and its plan.
 */
export type AppServiceOptions = {
/**
 * Pricing tier.
 */
tier: Tier,
/**
 * The present, ISO 8601; filled in from what is common to all systems.
 */
now: string | null,
/**
 * The person said that the files are of this system; filled in likewise.
 */
told: boolean, };

/**
 * A question.
 */
export type AppServiceQuestion = { "kind": "schedule",
/**
 * What was typed.
 */
typed: Typed,
/**
 * Whether the dropped records are taken in, and runs simulated from now on only.
 */
project: boolean, } | { "kind": "compose",
/**
 * What is to be done.
 */
task: Task,
/**
 * In which form.
 */
form: Form,
/**
 * What was typed over what the dropped documents say.
 */
fields: Array<TypedField>,
/**
 * Put secrets in: for the clipboard or a file, never for the screen.
 */
include_secrets: boolean, } | { "kind": "forms" } | { "kind": "archive" } | { "kind": "privacy",
/**
 * The kind whose values are not masked; `null`: all are.
 */
show: string | null, } | { "kind": "redact",
/**
 * Path of the document.
 */
file: string, };

/**
 * A task that can be composed.
 */
export type AppServiceTaskFields = {
/**
 * Its name.
 */
name: string,
/**
 * Keys of the fields that it uses, in the order in which they are asked for.
 */
keys: Array<string>, };

/**
 * What a set is made of.
 */
export type ArchiveSummary = {
/**
 * The table of this set that has a row for each: `entries` of an archive, `members` of a set of files.
 */
table: string,
/**
 * What one of them is called: `entry`, `file`.
 */
unit: string,
/**
 * Several of them.
 */
units: string,
/**
 * How many there are.
 */
entries: number,
/**
 * Their bytes, unpacked, as the directory claims them.
 */
bytes: number,
/**
 * Their bytes as they are stored.
 */
compressed_bytes: number,
/**
 * Length of the file; `null` if the set is several files.
 */
file_bytes: number | null,
/**
 * By method of compression, most bytes first; none for plain files.
 */
methods: Array<PartBytes>,
/**
 * By kind, most bytes first.
 */
kinds: Array<PartBytes>,
/**
 * By folder, in the order of their paths: what lies in each itself, and below it where deeper folders are not
 * listed.
 */
folders: Array<FolderPart>,
/**
 * The largest, by what they are.
 */
largest: Array<Largest>,
/**
 * What is to be known of these numbers, in sentences without a full stop.
 */
notes: Array<string>, };

/**
 * An archive.
 */
export type ArchiveView = {
/**
 * Entries.
 */
entries: number,
/**
 * Files below `fs/`.
 */
site_files: number,
/**
 * Files below `fs/site/wwwroot/`.
 */
wwwroot_files: number,
/**
 * Databases at the top.
 */
databases: number,
/**
 * Files at the top that may be databases.
 */
possible_databases: number,
/**
 * Files at the top with metadata.
 */
metadata_files: number,
/**
 * Uncompressed bytes below `fs/`.
 */
site_bytes: number,
/**
 * Uncompressed bytes of databases.
 */
database_bytes: number,
/**
 * Uncompressed bytes of all.
 */
total_bytes: number,
/**
 * Whether names have back-slashes.
 */
backslashes: boolean,
/**
 * Points of the detection.
 */
score: number,
/**
 * What they are given for.
 */
signals: Array<Signal>,
/**
 * How sure that is.
 */
confidence: Confidence,
/**
 * What it looks like instead.
 */
look_alike: LookAlike | null,
/**
 * What the name says.
 */
stem: StemParts,
/**
 * Files at the top.
 */
root_files: Array<RootFileView>,
/**
 * Folders at the top.
 */
root_folders: Array<string>,
/**
 * Where the bytes are.
 */
folders: Array<FolderBytes>,
/**
 * Of what kind the files are.
 */
kinds: Array<KindBytes>,
/**
 * Whether the app runs from a package, whose content is not backed up.
 */
runs_from_package: boolean,
/**
 * Whether a filter left something out.
 */
partial: boolean,
/**
 * Lines of the filter.
 */
filter: Array<string>, };

/**
 * A file of an asset.
 */
export type AssetFile = {
/**
 * Version of the file.
 */
version: number,
/**
 * Position of the event that brings it.
 */
event_index: number,
/**
 * Size that the event says.
 */
bytes: number,
/**
 * Hash that the event says.
 */
hash: string | null,
/**
 * `verified`, `size-only`, `wrong`, `lost`, `unverifiable`.
 */
state: string,
/**
 * It is the one that the asset shows.
 */
current: boolean,
/**
 * The archive has an entry for it.
 */
there: boolean, };

/**
 * Stored files against the hashes in the events, counted per file version.
 */
export type AssetVerification = {
/**
 * The hash proves the bytes.
 */
verified: number,
/**
 * The event has no hash; the size is right.
 */
size_only: number,
/**
 * Size or hash is wrong.
 */
wrong: number,
/**
 * Missing, or 0 bytes where the event says more.
 */
lost: number,
/**
 * The name that went into the hash is not known.
 */
unverifiable: number, };

/**
 * An asset.
 */
export type AssetView = {
/**
 * Id.
 */
id: string,
/**
 * Name of its file.
 */
file_name: string | null,
/**
 * Its type, as the events say.
 */
mime_type: string | null,
/**
 * Its name in addresses.
 */
slug: string | null,
/**
 * Names of the folders on the way to it.
 */
folder: Array<string>,
/**
 * Names of its tags.
 */
tags: Array<string>,
/**
 * What is known of it besides: name and value as text.
 */
metadata: Array<[string, string]>,
/**
 * Only those who are signed in see it.
 */
protected: boolean,
/**
 * Deleted at the end.
 */
deleted: boolean,
/**
 * ISO 8601 in UTC.
 */
created: string | null,
/**
 * Actor, as in the archive.
 */
created_by: string | null,
/**
 * ISO 8601 in UTC.
 */
last_modified: string | null,
/**
 * Actor, as in the archive.
 */
last_modified_by: string | null,
/**
 * Its files, the newest first.
 */
files: Array<AssetFile>,
/**
 * There are more than are listed.
 */
more_files: boolean, };

/**
 * Assets of the app.
 */
export type Assets = {
/**
 * All stored ones, deleted ones included.
 */
total: number,
/**
 * Deleted ones.
 */
deleted: number,
/**
 * Not deleted ones whose file is restored.
 */
with_file: number,
/**
 * Not deleted ones without a file.
 */
without_file: number,
/**
 * Sum of `fileSize` of the not deleted ones.
 */
bytes: number, };

/**
 * How one backup goes together with another of the same thing.
 */
export type BackupRelation = "same" | "continuation" | "earlier" | "diverged" | "unrelated";

/**
 * What a BACPAC says of itself.
 */
export type Bacpac = {
/**
 * Version of the server that it was exported from.
 */
server_version: string | null,
/**
 * Version of the tool that exported it.
 */
product_version: string | null,
/**
 * Kind of database that the model is for.
 */
provider: string | null,
/**
 * When it was exported, as written.
 */
exported: string | null,
/**
 * Rows of all tables, if they are told.
 */
rows: number | null,
/**
 * Size of the source database, as written.
 */
source_bytes: string | null,
/**
 * Tables, the first of them.
 */
tables: Array<TableView>,
/**
 * Number of tables.
 */
table_count: number,
/**
 * Whether the model was read to its end.
 */
complete: boolean, };

/**
 * What one known run says about a server. JSON, for instance:
 *
 * ```json
 * { "version": 1, "profile": "postgresql", "source": "log", "events": 5000, "seconds": 2.0,
 *   "phases": { "events": { "ratio": 1.1, "seen": true } } }
 * ```
 */
export type Calibration = {
/**
 * [`CALIBRATION_VERSION`].
 */
version: number,
/**
 * Profile that the ratios refer to.
 */
profile: string,
/**
 * What it was made from.
 */
source: CalibrationSource,
/**
 * Events of the backup that was restored.
 */
events: number,
/**
 * How long that took, in seconds.
 */
seconds: number,
/**
 * By name of the phase; a phase that is not here is as the profile says.
 */
phases: { [key in string]: PhaseRatio }, };

/**
 * What a calibration was made from.
 */
export type CalibrationSource = "log" | "total";

/**
 * How sure the class is.
 */
export type Certainty = "certain" | "likely";

/**
 * How a database is restored.
 */
export type ChainBody = {
/**
 * Name.
 */
database: string,
/**
 * Role.
 */
role: SharePointRole,
/**
 * The steps in their order.
 */
steps: Array<StepBody>,
/**
 * Earliest moment that can be restored to.
 */
reaches_from: string | null,
/**
 * Latest moment that can be restored to.
 */
reaches_to: string | null,
/**
 * Whether all its parts are there and sound by their headers.
 */
is_whole: boolean, };

/**
 * What a file at the top is.
 */
export type Class = "database" | "metadata" | "possible-database" | "other";

/**
 * A column.
 */
export type Column = {
/**
 * Key of its cells, and what a table is sorted by: `data.` in front of it.
 */
key: string,
/**
 * For people.
 */
label: string,
/**
 * Language; `null` for a field with one value for all.
 */
language: string | null,
/**
 * Type of the field: `String`, `Number` …
 */
field_type: string,
/**
 * One of those that the app shows in lists.
 */
in_lists: boolean, };

/**
 * The columns of a schema.
 */
export type Columns = {
/**
 * Name of the schema; `null` if none of that id exists.
 */
schema: string | null,
/**
 * How it is called for people, if it has a label.
 */
label: string | null,
/**
 * In the order of the schema.
 */
columns: Array<Column>,
/**
 * There are more than these.
 */
more: boolean, };

/**
 * A command.
 */
export type Command = {
/**
 * Shell that it is quoted for.
 */
shell: Shell,
/**
 * The lines, ready to paste.
 */
text: string,
/**
 * What is worth knowing about it.
 */
comments: Array<string>, };

/**
 * How a comparison ended.
 */
export type Compared = {
/**
 * How the two go together; `None` if it was stopped.
 */
relation: BackupRelation | null,
/**
 * Something differs.
 */
different: boolean,
/**
 * Events that both begin with.
 */
common_events: number,
/**
 * Events of the second behind those.
 */
events_added: number,
/**
 * Events of the first behind those.
 */
events_gone: number,
/**
 * All kinds, in the order of the comparison.
 */
kinds: Array<KindDifference>,
/**
 * When the events of both were; `None` if it was stopped.
 */
times: ComparedTimes | null,
/**
 * What could not be read of either.
 */
told: Exported, };

/**
 * When the events of two sets were: how many in each stretch of time that has any.
 */
export type ComparedTimes = {
/**
 * Length of a stretch, in seconds.
 */
step: number,
/**
 * Of the first: where a stretch begins, in seconds of the Unix epoch, and its events; ascending.
 */
first: [number, number][],
/**
 * Of the second.
 */
second: [number, number][],
/**
 * Events of each without a time.
 */
without: [number, number], };

/**
 * How sure it is.
 */
export type Confidence = "certain" | "probable" | "unclear" | "no";

/**
 * A configuration or backup request.
 */
export type ConfigurationView = {
/**
 * File it stands in.
 */
file: string,
/**
 * What it is for.
 */
purpose: Purpose,
/**
 * Name.
 */
backup_name: string | null,
/**
 * Whether the schedule is on.
 */
enabled: boolean | null,
/**
 * Interval.
 */
frequency_interval: number | null,
/**
 * Unit.
 */
frequency_unit: string | null,
/**
 * Keep at least one.
 */
keep_at_least_one: boolean | null,
/**
 * Retention in days.
 */
retention_days: number | null,
/**
 * First run.
 */
start_time: string | null,
/**
 * Last run.
 */
last_execution_time: string | null,
/**
 * Storage address, masked.
 */
storage_url: string | null,
/**
 * Databases.
 */
databases: Array<DatabaseSettingView> | null,
/**
 * Fields without a meaning here.
 */
other_fields: Array<OtherField>,
/**
 * Subscription.
 */
subscription: string | null,
/**
 * Resource group.
 */
resource_group: string | null,
/**
 * App.
 */
app_name: string | null,
/**
 * Slot.
 */
slot: string | null, };

/**
 * A content.
 */
export type ContentView = {
/**
 * Id.
 */
id: string,
/**
 * What it is called.
 */
name: string | null,
/**
 * Id of its schema; empty if no event gave one.
 */
schema_id: string,
/**
 * Name of the schema; `null` if none of that id exists.
 */
schema: string | null,
/**
 * How the schema is called for people.
 */
schema_label: string | null,
/**
 * Number of its version.
 */
version: number,
/**
 * Deleted at the end.
 */
deleted: boolean,
/**
 * ISO 8601 in UTC.
 */
created: string | null,
/**
 * Actor, as in the archive.
 */
created_by: string | null,
/**
 * ISO 8601 in UTC.
 */
last_modified: string | null,
/**
 * Actor, as in the archive.
 */
last_modified_by: string | null,
/**
 * A change of status that is planned.
 */
schedule: Planned | null,
/**
 * What stands side by side.
 */
shown: Array<Shown>,
/**
 * In the order of the schema; what it does not know at the end.
 */
fields: Array<FieldView>,
/**
 * More values than are shown.
 */
more: boolean, };

/**
 * A contributor and the mapped role.
 */
export type Contributor = {
/**
 * From Users.json.
 */
email: string,
/**
 * Role name.
 */
role: string, };

/**
 * What a copy of a backup could leave out or replace, with numbers for each box of the panel. The repairs
 * that are offered stand in the report: `action` of its findings.
 */
export type CopyOffer = {
/**
 * Name of the app; `null` if there is none.
 */
name: string | null,
/**
 * E-mail addresses of Users.json, without repetition, in their order.
 */
users: Array<string>,
/**
 * Schemas that are not deleted by the archive itself, in the order of their creation.
 */
schemas: Array<OfferedSchema>,
/**
 * Files that a later version of the asset replaced, and files of deleted assets.
 */
superseded: OfferedPart,
/**
 * Contents that end as deleted: `count` contents, bytes of their events.
 */
deleted: OfferedPart,
/**
 * What redaction takes out unless it is included.
 */
kinds: Array<OfferedKind>,
/**
 * Events that can't be read: with any, the backup can't be redacted, and nothing of them is counted.
 */
unread_events: number, };

/**
 * What differs between a copy and its original.
 */
export type CopySummary = {
/**
 * Proposed file name.
 */
file_name: string,
/**
 * Length of the original.
 */
bytes_before: number,
/**
 * Length of the copy.
 */
bytes_after: number,
/**
 * Entries carried over byte for byte.
 */
entries_kept: number,
/**
 * Entry by entry, at most 1,000.
 */
changes: Array<EntryChange>,
/**
 * All of them.
 */
change_count: number,
/**
 * Fresh entries that were read back from the composed copy and found right.
 */
entries_checked: number,
/**
 * What the person should know of the copy as a whole, in sentences without a full stop.
 */
notes: Array<string>, };

/**
 * Numbers of one archive. `null` means not known (yet).
 */
export type Counts = {
/**
 * Records of the central directory.
 */
entries: number | null,
/**
 * Consecutive event entries from 0, parsed or not.
 */
events: number | null,
/**
 * Events handed on by the restore (H of the progress line).
 */
restored_events: number | null,
/**
 * AssetCreated events, old and new.
 */
assets: number | null,
/**
 * `.asset` entries with bytes, by name once.
 */
asset_files: number | null,
/**
 * The number that Squidex's own interface shows as assets.
 */
squidex_assets: number | null,
/**
 * Sum of the sizes that the central directory claims.
 */
uncompressed_bytes: number | null,
/**
 * Events by canonical type name; unknown ones as written.
 */
events_by_type: Record<string, number> | null, };

/**
 * What the pages of a database say. The tables themselves are listed when somebody asks.
 */
export type DatabaseBody = {
/**
 * Name.
 */
database: string,
/**
 * Path of the file that tells its state, the first of several stripes.
 */
path: string | null,
/**
 * Why nothing is known; `null` if something is.
 */
refused: string | null,
/**
 * User tables.
 */
tables: number | null,
/**
 * Their columns.
 */
columns: number | null,
/**
 * Their rows, as the database recorded them.
 */
rows: number | null,
/**
 * Bytes that they use, with indexes and large values.
 */
bytes: number | null,
/**
 * Views.
 */
views: number | null,
/**
 * Stored procedures.
 */
procedures: number | null,
/**
 * Functions.
 */
functions: number | null,
/**
 * Triggers.
 */
triggers: number | null,
/**
 * What it is for, by its tables; `null` if they don't tell.
 */
purpose: SharePointDatabaseUse | null,
/**
 * How sure that is.
 */
purpose_by: SharePointSureness | null,
/**
 * Site collections that are not deleted; `null` if they were not looked at.
 */
site_collections: number | null,
/**
 * Of these, those in which apps are installed.
 */
app_hosts: number | null,
/**
 * Expected tables and columns of a content database that are not there.
 */
missing: Array<string>,
/**
 * Pages that changed while the backup ran, of those that were looked at.
 */
newer_pages: number | null,
/**
 * Whether nothing that was looked at makes a number uncertain; `null` if nothing was.
 */
is_sound: boolean | null, };

/**
 * One entry of a `databases` list.
 */
export type DatabaseSettingView = {
/**
 * Type.
 */
database_type: string,
/**
 * Name.
 */
name: string | null,
/**
 * Name of the connection string in the app's settings.
 */
connection_string_name: string | null,
/**
 * Connection string, masked; `null` if there is none.
 */
connection_string: string | null, };

/**
 * A database in the archive or beside it.
 */
export type DatabaseView = {
/**
 * File it is, or the archive that it lies in.
 */
file: string,
/**
 * Entry in the archive.
 */
entry: string | null,
/**
 * Type.
 */
database_type: string | null,
/**
 * Size.
 */
bytes: number,
/**
 * What it says of itself.
 */
bacpac: Bacpac | null,
/**
 * Why it could not be looked into.
 */
error: string | null, };

/**
 * How far the inspection went.
 */
export type Depth = "directory" | "data";

/**
 * A JSON document.
 */
export type DocumentView = {
/**
 * File.
 */
file: string,
/**
 * What it is; `null` if nothing of App Service is in it.
 */
shape: Shape | null,
/**
 * The same in words.
 */
words: string,
/**
 * Repairs that were needed to read it, in words.
 */
repairs: string | null, };

/**
 * How a piece of work ended.
 */
export type Ended = { "kind": "done" } | { "kind": "counted",
/**
 * What a copy could leave out or replace.
 */
offer: CopyOffer, } | { "kind": "verified",
/**
 * What that gave.
 */
verified: Verified, };

/**
 * One difference.
 */
export type EntryChange = {
/**
 * Entry path in the copy (in the original, for removed ones).
 */
entry: string,
/**
 * `changed`, `added`, `removed`, `renamed`.
 */
change: string,
/**
 * In words: "name: demo-shop becomes demo-shop-2".
 */
detail: string, };

/**
 * How long the restore takes, as a range.
 */
export type Estimate = {
/**
 * Unlikely to be less.
 */
low_seconds: number,
/**
 * Most likely.
 */
likely_seconds: number,
/**
 * Unlikely to be more.
 */
high_seconds: number,
/**
 * Whether a known run went in.
 */
calibrated: boolean,
/**
 * The profile of the target that was assumed.
 */
profile: string,
/**
 * In order.
 */
phases: Array<EstimatePhase>,
/**
 * In words.
 */
assumptions: Array<string>, };

/**
 * One phase of a restore.
 */
export type EstimatePhase = {
/**
 * For instance `events`.
 */
name: string,
/**
 * Most likely share.
 */
likely_seconds: number, };

/**
 * A value that an event changed.
 */
export type EventChange = {
/**
 * Where, in the object.
 */
path: string,
/**
 * As JSON; `null`: it was not there.
 */
before: ShownText | null,
/**
 * As JSON; `null`: it is not there any more.
 */
after: ShownText | null, };

/**
 * A header of a record.
 */
export type EventHeader = {
/**
 * As it is written.
 */
name: string,
/**
 * A text as it is, everything else as JSON.
 */
value: string, };

/**
 * The history of an object.
 */
export type EventHistory = {
/**
 * The first of its events.
 */
steps: Array<EventStep>,
/**
 * How many there are by now.
 */
total: number,
/**
 * All events were looked at.
 */
complete: boolean, };

/**
 * Positions in the archive, both included.
 */
export type EventRange = {
/**
 * First.
 */
first: number,
/**
 * Last.
 */
last: number, };

/**
 * One event.
 */
export type EventShown = {
/**
 * Its number.
 */
index: number,
/**
 * The entry that it stands in.
 */
entry: string,
/**
 * Its type as it is called today; `null`: the record can't be read.
 */
type: string | null,
/**
 * The type as written, where that is another.
 */
written_type: string | null,
/**
 * The stream of its object.
 */
stream: string | null,
/**
 * ISO 8601 in UTC.
 */
timestamp: string | null,
/**
 * Who did it.
 */
actor: string | null,
/**
 * Headers of the record, in their order.
 */
headers: Array<EventHeader>,
/**
 * The payload as JSON for people, secrets masked; `null`: there is none that can be read.
 */
payload: ShownText | null,
/**
 * The text of the entry, with whatever is in it; only if it was asked for.
 */
raw: ShownText | null, };

/**
 * One event of an object.
 */
export type EventStep = {
/**
 * Its number.
 */
index: number,
/**
 * Its type as it is called today; `null`: it can't be read.
 */
type: string | null,
/**
 * ISO 8601 in UTC.
 */
timestamp: string | null,
/**
 * Who did it.
 */
actor: string | null,
/**
 * `EventStreamNumber`, as it is written.
 */
version: string | null,
/**
 * What is another than before.
 */
changes: Array<EventChange>,
/**
 * So many more changes there are.
 */
more: number, };

/**
 * What an event is about, as a timeline tells it.
 */
export type EventSubject = "app" | "schema" | "content" | "asset" | "folder" | "rule" | "comment" | "other" | "unreadable";

/**
 * Events that a search found, counted.
 */
export type EventTimeline = {
/**
 * What events are about, in the order of the counts.
 */
subjects: Array<EventSubject>,
/**
 * For each bin, from one edge up to the next, how many there are of each subject.
 */
bins: number[][],
/**
 * How many there are of each subject, whenever they were.
 */
totals: number[],
/**
 * Of these, those without a time.
 */
without_time: number,
/**
 * The earliest and the latest, in seconds of the Unix epoch.
 */
span: [number, number] | null,
/**
 * Rows that the table has of them by now.
 */
rows: number,
/**
 * Nothing is missing any more.
 */
complete: boolean,
/**
 * What was lost, in words.
 */
lost: string | null, };

/**
 * A file of an example.
 */
export type ExampleFile = {
/**
 * Its path.
 */
path: string,
/**
 * Its bytes.
 */
bytes: Uint8Array, };

/**
 * A line of a log whose message is known.
 */
export type ExplainedLine = {
/**
 * The line, masked.
 */
line: string,
/**
 * Cause and remedy.
 */
explanation: MessageExplanation, };

/**
 * What a pasted log means for this archive.
 */
export type Explanation = {
/**
 * How log and archive go together.
 */
fit: Fit,
/**
 * In one or two sentences.
 */
summary: string,
/**
 * Why it can't be this archive, or what likely went wrong outside it; sentences.
 */
reasons: Array<string>,
/**
 * The last line before the failure (or the last line at all), as in the log.
 */
stage: string | null,
/**
 * What was being done then, in our words.
 */
doing: string | null,
/**
 * The message with which it failed.
 */
message: string | null,
/**
 * Events among which the failing one is, if it failed while reading events.
 */
events: EventRange | null,
/**
 * The cause in this archive, if it fails at the same place.
 */
cause: string | null,
/**
 * Where in this archive, if it fails at the same place.
 */
fails_at: FailsAt | null,
/**
 * Grave findings of this archive in that range of events, or at that place; at most 20.
 */
findings: Array<Finding>,
/**
 * Log and prediction, line by line.
 */
alignment: Array<AlignedLine>, };

/**
 * A piece of an export.
 */
export type ExportPiece = { "kind": "file",
/**
 * Below the folder that is written to: names that are safe and unique.
 */
path: Array<string>, } | { "kind": "bytes",
/**
 * About a megabyte; the browser keeps them.
 */
bytes: Blob, } | { "kind": "read",
/**
 * So far.
 */
done: number,
/**
 * Of so many.
 */
of: number, };

/**
 * How an export ended.
 */
export type Exported = {
/**
 * Lines or objects that were written.
 */
written: number,
/**
 * What could not be exported, the first of it.
 */
left_out: Array<LeftOut>,
/**
 * How much there is of it.
 */
left_out_count: number,
/**
 * What else is worth knowing.
 */
notes: Array<string>,
/**
 * The sink wanted no more.
 */
stopped: boolean, };

/**
 * A fact in the list of numbers below the verdict.
 */
export type Fact = {
/**
 * What it is.
 */
label: string,
/**
 * The number or text.
 */
value: string,
/**
 * It stands flush right in a column of numbers.
 */
number: boolean, };

/**
 * Where a restore fails.
 */
export type FailsAt = {
/**
 * Position of the event in the archive; `null` for attachments.
 */
event_index: number | null,
/**
 * Entry path.
 */
entry: string, };

/**
 * A field that is wrong or missing.
 */
export type Fault = {
/**
 * Key of the field.
 */
field: string,
/**
 * What is wrong.
 */
message: string,
/**
 * Whether it is only missing: a placeholder stands for it.
 */
missing: boolean, };

/**
 * A field of a schema.
 */
export type Field = {
/**
 * Number.
 */
id: number,
/**
 * Name.
 */
name: string,
/**
 * Short type name, for instance `String`.
 */
type: string,
/**
 * `invariant` or `language`.
 */
partitioning: string,
/**
 * Hidden.
 */
hidden: boolean,
/**
 * Locked.
 */
locked: boolean,
/**
 * Disabled.
 */
disabled: boolean,
/**
 * Fields of an array field.
 */
nested: Array<Field>, };

/**
 * A field, or one language of it.
 */
export type FieldView = {
/**
 * `name.partition`.
 */
key: string,
/**
 * For people.
 */
label: string,
/**
 * What is said of it to editors.
 */
hints: string | null,
/**
 * Type of the field; `null` if the schema has none of that name.
 */
field_type: string | null,
/**
 * Language; `null` for a field with one value for all.
 */
language: string | null,
/**
 * Not shown to editors.
 */
hidden: boolean,
/**
 * One for each of those that stand side by side; `null`: no value.
 */
values: Array<ValueView | null>,
/**
 * They are not the same.
 */
differs: boolean, };

/**
 * What RESTORE FILELISTONLY says of a file.
 */
export type FileBody = {
/**
 * Logical name.
 */
logical_name: string | null,
/**
 * Path on the server: infrastructure.
 */
physical_name: string | null,
/**
 * `D` data, `L` log; `null` for another kind.
 */
type: string | null,
/**
 * Filegroup; `null` for the log.
 */
file_group_name: string | null,
/**
 * Bytes on disk.
 */
size: number,
/**
 * File id.
 */
file_id: number,
/**
 * Bytes in the backup, of a data file.
 */
backup_size_in_bytes: number | null,
/**
 * Number of the filegroup, 0 for the log.
 */
file_group_id: number, };

/**
 * One file version: what an event claims of a file, and what the archive has.
 */
export type FileLine = {
/**
 * How the two go together.
 */
state: FileState,
/**
 * Why, in words.
 */
why: string,
/**
 * `fileHash` of the event; `null` if it has none.
 */
hash: string | null,
/**
 * Entry path; `null` if the name can't be one.
 */
entry: string | null,
/**
 * Bytes that the server gets out of the entry; `null` if there is none.
 */
stored_bytes: number | null,
/**
 * It is the file that a live asset shows.
 */
current: boolean, };

/**
 * The bytes of one file.
 */
export type FilePlace = {
/**
 * Name to save it under, safe on any disk.
 */
save_as: string,
/**
 * Offset of its compressed bytes in the file that was dropped.
 */
offset: number,
/**
 * How many they are.
 */
compressed_bytes: number,
/**
 * Size of the file, as the directory says: more must not be taken.
 */
bytes: number,
/**
 * How they are compressed: `stored` or `deflate`.
 */
method: string,
/**
 * A picture that a browser may decode; `null`: it is none.
 */
picture: PictureView | null,
/**
 * Why no picture is shown, in words; `null` if one is, or the file is none.
 */
not_shown: string | null, };

/**
 * What is known of a stored file, by the names of `AssetVerification`.
 */
export type FileState = "verified" | "size-only" | "wrong" | "lost" | "unverifiable";

/**
 * One fault: what, where, what a restore would do, what can be done.
 */
export type Finding = {
/**
 * Kebab-case words, stable for ever; each has an anchor in `docs/findings.md`.
 */
code: string,
/**
 * How grave.
 */
severity: Severity,
/**
 * Number of the rule in the specification of the system; `null` where rules have none.
 */
rule: string | null,
/**
 * Path of the file, where the set has several.
 */
file: string | null,
/**
 * Entry path, where there is one.
 */
entry: string | null,
/**
 * Position of the event in the archive, where there is one.
 */
event_index: number | null,
/**
 * What, where, expected against found. Lower case, no full stop.
 */
message: string,
/**
 * What a restore would do.
 */
effect: string,
/**
 * A repair that can be chosen (code of the recipe), if this can be mended without inventing data.
 */
action: string | null, };

/**
 * How a log and an archive go together.
 */
export type Fit = "explained" | "other-archive" | "outside-cause" | "completed" | "unfinished" | "no-log";

/**
 * A folder of assets that is not deleted.
 */
export type Folder = {
/**
 * Id without the app's.
 */
id: string,
/**
 * Id of the parent; `null` at the root.
 */
parent_id: string | null,
/**
 * Name.
 */
name: string | null,
/**
 * Not deleted assets directly inside.
 */
assets: number, };

/**
 * A folder of the tree with what lies in it and below it, unless deeper folders are listed for that.
 */
export type FolderBytes = {
/**
 * Path below `fs`, empty for `fs` itself.
 */
path: string,
/**
 * Files.
 */
files: number,
/**
 * Uncompressed bytes.
 */
bytes: number,
/**
 * Of what kind these files are, most bytes first.
 */
kinds: Array<KindBytes>, };

/**
 * A folder.
 */
export type FolderPart = {
/**
 * Path with `/` between its parts; empty for the top.
 */
path: string,
/**
 * It is a file itself.
 */
is_file: boolean,
/**
 * What lies in it, by kind.
 */
kinds: Array<PartBytes>, };

/**
 * A folder with what lies in it, without what lies in the folders in it.
 */
export type FolderView = {
/**
 * Id; that of the root has zeros only.
 */
id: string,
/**
 * Name; `null` of the root, and of one that does not exist.
 */
name: string | null,
/**
 * Id of the folder that it is in; `null` of the root.
 */
parent: string | null,
/**
 * It exists, and so do those on the way to it.
 */
there: boolean,
/**
 * Assets in it that are not deleted.
 */
assets: number,
/**
 * Bytes of the files that they show, by kind: kind, assets, bytes.
 */
kinds: [string, number, number][],
/**
 * Bytes of their earlier files.
 */
earlier_bytes: number, };

/**
 * In which form.
 */
export type Form = "rest" | "az" | "powershell";

/**
 * Kind of backup, by the word of its system (`format/NAME`), or what a file of none is: `zip` or `unknown`.
 */
export type FormatId = string;

/**
 * Worker to page. Exactly one of the kinds other than `progress` and `piece` ends a request.
 */
export type FromWorker = { "kind": "ready",
/**
 * Request.
 */
id: number,
/**
 * Version of the engine.
 */
version: string, } | { "kind": "opened",
/**
 * Request.
 */
id: number,
/**
 * The sets, in the order of their files.
 */
sets: Array<OpenedSet>, } | { "kind": "progress",
/**
 * Request.
 */
id: number,
/**
 * Since its start.
 */
progress: Step, } | { "kind": "piece",
/**
 * Request.
 */
id: number,
/**
 * The next one.
 */
piece: ExportPiece, } | { "kind": "exported",
/**
 * Request.
 */
id: number,
/**
 * How it ended.
 */
exported: Exported, } | { "kind": "needs",
/**
 * Request.
 */
id: number,
/**
 * The check, done.
 */
check: boolean, } | { "kind": "compared",
/**
 * Request.
 */
id: number,
/**
 * How it ended.
 */
compared: Compared, } | { "kind": "report",
/**
 * Request.
 */
id: number,
/**
 * As far as is known.
 */
report: Report, } | { "kind": "text",
/**
 * Request.
 */
id: number,
/**
 * For JSON the very bytes that the command line prints.
 */
text: string, } | { "kind": "rows",
/**
 * Request.
 */
id: number,
/**
 * Those of the query.
 */
rows: Rows, } | { "kind": "answer",
/**
 * Request.
 */
id: number,
/**
 * The answer.
 */
answer: Answer, } | { "kind": "example",
/**
 * Request.
 */
id: number,
/**
 * Its files.
 */
files: Array<ExampleFile>, } | { "kind": "begun",
/**
 * Request.
 */
id: number,
/**
 * Its number.
 */
work: WorkId,
/**
 * How it is divided.
 */
plan: Plan, } | { "kind": "task",
/**
 * Request.
 */
id: number,
/**
 * For `run`.
 */
task: Uint8Array, } | { "kind": "ran",
/**
 * Request.
 */
id: number,
/**
 * How much was done.
 */
progress: Step,
/**
 * For `take`: bytes, or a `Blob` where they are many and not looked at before the end.
 */
facts: Uint8Array | Blob, } | { "kind": "taken",
/**
 * Request.
 */
id: number, } | { "kind": "ended",
/**
 * Request.
 */
id: number,
/**
 * What came of it.
 */
end: Ended,
/**
 * Of a copy: nothing is written by it; the `Blob` refers to the original, serves as a preview by being opened
 * like any other file, and is then saved.
 */
blob: Blob | null,
/**
 * Of a copy: what differs.
 */
summary: CopySummary | null, } | { "kind": "cancelled",
/**
 * Request.
 */
id: number, } | { "kind": "failed",
/**
 * Request.
 */
id: number,
/**
 * `read`, `protocol`, `invalid`, `panic`, `memory`.
 */
code: string,
/**
 * For the person.
 */
message: string, };

/**
 * How far a search or sort is.
 */
export type Gathered = {
/**
 * `search` or `sort`.
 */
what: string,
/**
 * Contents that are looked at for it; those whose keys begin alike are looked at several times.
 */
done: number,
/**
 * And so many there are to look at, as far as it is known.
 */
total: number,
/**
 * Contents that fit so far.
 */
found: number,
/**
 * Rows can be asked for.
 */
ready: boolean, };

/**
 * A role that the person gave to a file.
 */
export type GivenRole = {
/**
 * Path, or name.
 */
file: string,
/**
 * `content`, `config`, `secure_store`, `app_management` …
 */
role: string, };

/**
 * A site collection that the person gave to a file.
 */
export type GivenSite = {
/**
 * Path, or name.
 */
file: string,
/**
 * URL or id.
 */
site: string, };

/**
 * What a status means for the person.
 */
export type Group = "running" | "good" | "doubtful" | "bad" | "not-run" | "gone" | "unknown";

/**
 * A header.
 */
export type Header = {
/**
 * Name.
 */
name: string,
/**
 * Value; a token is never one.
 */
value: string, };

/**
 * An event of a content.
 */
export type HistoryLine = {
/**
 * Position of the event.
 */
index: number,
/**
 * Its type.
 */
event_type: string,
/**
 * ISO 8601 in UTC.
 */
timestamp: string | null,
/**
 * Actor, as in the archive.
 */
actor: string | null,
/**
 * It has data, which can stand beside what there is now.
 */
brings_data: boolean, };

/**
 * A request of the REST API.
 */
export type HttpRequest = {
/**
 * Method.
 */
method: string,
/**
 * Address.
 */
url: string,
/**
 * Headers.
 */
headers: Array<Header>,
/**
 * Body; `null` if it has none.
 */
body: object | null, };

/**
 * Who starts the restore.
 */
export type Initiator = { "kind": "subject", "id": string | null } | { "kind": "client", "id": string };

/**
 * A value in an item.
 */
export type ItemField = {
/**
 * For people.
 */
label: string,
/**
 * Type of the field; `null` if the schema has none of that name.
 */
field_type: string | null,
/**
 * The value.
 */
value: ValueView, };

/**
 * An item of an array, or a component.
 */
export type ItemView = {
/**
 * Of a component: what its schema is called.
 */
title: string | null,
/**
 * Its values.
 */
fields: Array<ItemField>, };

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]: JsonValue } | null;

/**
 * Files of one kind.
 */
export type KindBytes = {
/**
 * Kind: `code`, `pages`, `images` …
 */
kind: string,
/**
 * Files.
 */
files: number,
/**
 * Uncompressed bytes.
 */
bytes: number, };

/**
 * How many objects of a kind differ.
 */
export type KindDifference = {
/**
 * By the system's word for it, as in the comparison.
 */
kind: string,
/**
 * Only in the second.
 */
added: number,
/**
 * Only in the first.
 */
gone: number,
/**
 * In both, and not alike.
 */
changed: number, };

/**
 * What RESTORE LABELONLY says.
 */
export type LabelBody = {
/**
 * Name of the medium.
 */
media_name: string | null,
/**
 * Media set.
 */
media_set_id: string | null,
/**
 * Number of families (stripes).
 */
family_count: number | null,
/**
 * Number of this family.
 */
family_sequence_number: number | null,
/**
 * Number of this family that tells it from others, in hexadecimal.
 */
media_family_id: string | null,
/**
 * Number in the sequence of the family.
 */
media_sequence_number: number | null,
/**
 * Description.
 */
media_description: string | null,
/**
 * Program.
 */
software_name: string | null,
/**
 * Number of its vendor.
 */
software_vendor_id: number | null,
/**
 * When the medium was written, by the server's clock.
 */
media_date: string | null,
/**
 * Number of mirrors, presumably.
 */
mirror_count: number | null,
/**
 * Whether it is the compressed container.
 */
is_compressed: boolean,
/**
 * Whether a media password is set.
 */
has_password: boolean | null,
/**
 * Length of a soft filemark: the block size of the device.
 */
block_size: number | null,
/**
 * Whether all checksums of headers that were read are right and the file is not truncated.
 */
headers_sound: boolean,
/**
 * Whether the headers were read to the end.
 */
read_to_end: boolean, };

/**
 * One language of an app.
 */
export type LanguageDetail = {
/**
 * ISO code.
 */
code: string,
/**
 * The master language.
 */
master: boolean,
/**
 * Values may be left out.
 */
optional: boolean,
/**
 * Looked up in this order when a value is missing.
 */
fallback: Array<string>, };

/**
 * One of the largest.
 */
export type LargeEntry = {
/**
 * Its name.
 */
name: string,
/**
 * Bytes, unpacked.
 */
bytes: number,
/**
 * Bytes as stored.
 */
compressed_bytes: number,
/**
 * Position of the event that it is, if it is one.
 */
event_index?: number,
/**
 * Id of the object whose file it is, as its name tells.
 */
object?: string, };

/**
 * The largest of one sort.
 */
export type Largest = {
/**
 * For a heading.
 */
title: string,
/**
 * At most 20, the largest first.
 */
entries: Array<LargeEntry>, };

/**
 * Something that could not be exported.
 */
export type LeftOut = {
/**
 * Position of the event, if it is one.
 */
event_index: number | null,
/**
 * What and why, in words.
 */
why: string, };

/**
 * Limits in seconds.
 */
export type LimitsBody = {
/**
 * Of one time.
 */
same_time_seconds: number,
/**
 * Close.
 */
close_time_seconds: number, };

/**
 * The form of lines.
 */
export type LineForm = "ndjson" | "json" | "csv";

/**
 * Which lines of a log.
 */
export type Lines = {
/**
 * Only these types, by name; all, if there is none.
 */
types: Array<string>,
/**
 * Only what is about this object.
 */
stream: string | null,
/**
 * Only what this one did.
 */
actor: string | null,
/**
 * Only lines that have this text, in any case.
 */
text: string | null,
/**
 * First and last position, both included.
 */
from: number | null,
/**
 * See `from`.
 */
to: number | null, };

/**
 * An object that a value refers to.
 */
export type LinkView = {
/**
 * `contents` or `assets`.
 */
kind: string,
/**
 * Id.
 */
id: string,
/**
 * What it is called.
 */
name: string | null,
/**
 * Of contents: name of the schema.
 */
schema: string | null,
/**
 * There is one, and it is not deleted.
 */
there: boolean, };

/**
 * A log.
 */
export type LogView = {
/**
 * File.
 */
file: string,
/**
 * The beginning of its text, masked.
 */
text: string,
/**
 * Lines whose message is known.
 */
explained: Array<ExplainedLine>, };

/**
 * How a value is best shown.
 */
export type Look = "text" | "json" | "instant" | "links" | "items";

/**
 * Another kind of archive.
 */
export type LookAlike = "site-files" | "home-folder" | "logs" | "web-deploy" | "bacpac" | "in-folder";

/**
 * How far the look is.
 */
export type Looked = {
/**
 * `events` that are folded, or `contents` that are looked at for what they use.
 */
what: string,
/**
 * So many of them.
 */
done: number,
/**
 * All of them.
 */
total: number,
/**
 * All are done.
 */
ready: boolean,
/**
 * What is shown is what a restore would leave; else all that can be read.
 */
as_restored: boolean,
/**
 * Events that are left out, since they can't be read or applied.
 */
left_out: number,
/**
 * Schemas that have contents or could have, by name; once all events are folded.
 */
schemas: Array<SchemaBrief>, };

/**
 * What an XML file turned out to be.
 */
export type ManifestKind = "manifest" | "probably" | "other";

/**
 * One file that the format asks for.
 */
export type ManifestLine = {
/**
 * Logical name, for instance `Users.json`.
 */
name: string,
/**
 * Where it must be.
 */
entry: string,
/**
 * Whether the restore fails without it.
 */
required: boolean,
/**
 * What is there.
 */
state: ManifestState,
/**
 * Uncompressed size; `null` if missing.
 */
bytes: number | null,
/**
 * Where it was found instead, if misplaced.
 */
found_at: string | null, };

/**
 * State of a file that the format asks for.
 */
export type ManifestState = "present" | "missing" | "empty" | "misplaced" | "invalid";

/**
 * A value without a meaning.
 */
export type ManifestValue = {
/**
 * Names of the elements from the root on, `/` between them, `@` before an attribute.
 */
path: string,
/**
 * The value as it may be shown.
 */
value: string, };

/**
 * A manifest.
 */
export type ManifestView = {
/**
 * File.
 */
file: string,
/**
 * What it is; `null` if it could not be read.
 */
kind: ManifestKind | null,
/**
 * Name of its root element.
 */
root: string | null,
/**
 * File names of the databases; `null` where one has none.
 */
databases: Array<string | null>,
/**
 * Everything else, without a meaning.
 */
values: Array<ManifestValue>,
/**
 * Number of all such values.
 */
value_count: number,
/**
 * Why it could not be read.
 */
error: string | null, };

/**
 * A file.
 */
export type MemberBody = {
/**
 * Path.
 */
path: string,
/**
 * Length.
 */
bytes: number,
/**
 * What it is.
 */
kind: SharePointKind,
/**
 * Role of its database; `null` if it has none.
 */
role: SharePointRole | null,
/**
 * Where the role comes from.
 */
role_by: SharePointRoleBy | null,
/**
 * When the file was changed last: weak evidence.
 */
modified: string | null,
/**
 * First 16 bytes in hexadecimal, of a container that is not known.
 */
first_bytes: string | null,
/**
 * The label; `null` unless it is a SQL Server backup.
 */
label: LabelBody | null,
/**
 * The backup sets.
 */
backup_sets: Array<SetBody>,
/**
 * Number of members of a cabinet; `null` if it is none.
 */
cabinet_members: number | null,
/**
 * Build of SharePoint that an export says.
 */
export_build: string | null, };

/**
 * What is known about a message.
 */
export type MessageExplanation = {
/**
 * Why it comes.
 */
cause: string,
/**
 * What helps.
 */
remedy: string, };

/**
 * When old backups go.
 */
export type Mode = "eager" | "after-run";

/**
 * There is nothing to be said.
 */
export type Nothing = Record<symbol, never>;

/**
 * Kinds of objects.
 */
export type ObjectKind = "contents" | "assets" | "files" | "folders" | "schemas" | "fields" | "rules" | "roles" | "clients" | "contributors" | "workflows" | "languages" | "patterns";

/**
 * One object.
 */
export type ObjectLine = {
/**
 * Id.
 */
id: string,
/**
 * Assets and file versions: file name. Contents have none.
 */
name: string | null,
/**
 * In words what the kind has besides: role of a contributor, trigger of a rule, type of a field …
 */
about: string | null,
/**
 * Contents: displayed status.
 */
status: string | null,
/**
 * Contents: the current version is published.
 */
live: boolean,
/**
 * Contents: has a draft over the current version.
 */
draft: boolean,
/**
 * Contents: a change of status is scheduled.
 */
scheduled: boolean,
/**
 * Deleted at the end.
 */
deleted: boolean,
/**
 * Position of the event that created it (file versions: that brings it).
 */
event_index: number | null,
/**
 * Events in its stream; 0 for what is part of the app or of a schema.
 */
events: number,
/**
 * Assets and file versions: version of the file.
 */
file_version: number | null,
/**
 * Assets and file versions: size of the file as the event says, in bytes.
 */
bytes: number | null,
/**
 * Assets: the current file is in the archive; `null` for deleted ones and other kinds.
 */
with_file: boolean | null,
/**
 * File versions: the file against its event.
 */
file: FileLine | null, };

/**
 * What the report counts of them, by the names of its counts.
 */
export type ObjectPart = "total" | "status" | "live" | "draft" | "scheduled" | "deleted" | "present" | "with-file" | "without-file" | "verified" | "size-only" | "wrong" | "lost" | "unverifiable";

/**
 * A kind of personal data, secret or free text.
 */
export type OfferedKind = {
/**
 * For `Recipe.include`: `comments`, `client-secrets` …; stable.
 */
kind: string,
/**
 * A few words: "comment texts".
 */
title: string,
/**
 * What it is and what takes its place, as a sentence without a full stop.
 */
text: string,
/**
 * What others could do with it, as a sentence without a full stop.
 */
risk: string,
/**
 * It may stay in a redacted copy.
 */
can_stay: boolean,
/**
 * Values that would go (files for kinds of files).
 */
count: number,
/**
 * Bytes of these values, uncompressed.
 */
bytes: number,
/**
 * The first places of them.
 */
places: Array<PrivatePlace>, };

/**
 * So much of something.
 */
export type OfferedPart = {
/**
 * How many.
 */
count: number,
/**
 * Compressed bytes in the archive.
 */
bytes: number, };

/**
 * A schema that can be left out.
 */
export type OfferedSchema = {
/**
 * For `Recipe.without_schemas`.
 */
name: string,
/**
 * Id.
 */
id: string,
/**
 * Contents of it, deleted ones included.
 */
contents: number,
/**
 * Events of the schema and its contents.
 */
events: number,
/**
 * Compressed bytes of these events.
 */
bytes: number, };

/**
 * One set of files that belong together, as far as the directories tell.
 */
export type OpenedSet = {
/**
 * Which of the given files it reads, by position, in its order.
 */
inputs: Array<number>,
/**
 * The name that it goes by.
 */
name: string,
/**
 * It was found by itself in a folder, and is of no system.
 */
by_the_way: boolean,
/**
 * Its one file as it was put together from those of a folder: with this, and its name as path, workers are sent a
 * file in place of those.
 */
packed: Blob | null,
/**
 * What can be listed.
 */
tables: Array<Table>,
/**
 * The report from the directories.
 */
report: Report, };

/**
 * What is known of the server and of the files: changes reports without a new scan.
 */
export type Options = {
/**
 * Which server a file of no system is for, by the system's word.
 */
system: string | null,
/**
 * The present, ISO 8601 in UTC; the edges fill it in, the engine owns no clock.
 */
now: string | null,
/**
 *For `squidex`.
 */
squidex: Target,
/**
 *For `app-service`.
 */
app_service: AppServiceOptions,
/**
 *For `sharepoint`.
 */
sharepoint: SharePointOptions,
/**
 *For `unknown`.
 */
unknown: Nothing, };

/**
 * A field without a meaning here.
 */
export type OtherField = {
/**
 * Key.
 */
key: string,
/**
 * Value as it may be shown.
 */
value: string, };

/**
 * One of four outcomes.
 */
export type Outcome = "restores" | "restores-with-loss" | "fails" | "unknown";

/**
 * So much of something.
 */
export type PartBytes = {
/**
 * What it is.
 */
name: string,
/**
 * How many.
 */
entries: number,
/**
 * Bytes, unpacked.
 */
bytes: number,
/**
 * Bytes as stored.
 */
compressed_bytes: number, };

/**
 * A file as it was given: a handle, not bytes, and its path with folders.
 */
export type PathFile = {
/**
 * The bare name, or a path that begins with the name of the folder that was given.
 */
path: string,
/**
 * Which of the given folders it was found in; 0 for files that were given themselves.
 */
tree: number,
/**
 * The handle.
 */
file: Blob, };

/**
 * A permission that an app asks for.
 */
export type PermissionBody = {
/**
 * Scope.
 */
scope: string,
/**
 * Right.
 */
right: string | null, };

/**
 * How one phase differs from its profile.
 */
export type PhaseRatio = {
/**
 * Seconds of the run by expected seconds.
 */
ratio: number,
/**
 * Whether the run had enough of this phase to narrow its range.
 */
seen: boolean, };

/**
 * A picture, by its own first bytes.
 */
export type PictureView = {
/**
 * Its type.
 */
mime: string,
/**
 * Pixels in a row.
 */
width: number,
/**
 * Rows.
 */
height: number, };

/**
 * How a piece of work is divided. Tasks are handed out in order; results may come back in any order.
 */
export type Plan = {
/**
 * Number of tasks.
 */
tasks: number,
/**
 * Compressed bytes that will be read.
 */
bytes: number,
/**
 * Entries that will be read.
 */
entries: number,
/**
 * It takes long and is begun only when somebody asks for it.
 */
when_asked: boolean, };

/**
 * A change of status that is planned.
 */
export type Planned = {
/**
 * The status then.
 */
status: string | null,
/**
 * ISO 8601 in UTC.
 */
due_time: string | null,
/**
 * Actor, as in the archive.
 */
scheduled_by: string | null, };

/**
 * A kind of personal data or secret.
 */
export type PrivateKind = {
/**
 * Stable word.
 */
kind: string,
/**
 * A few words.
 */
title: string,
/**
 * What it is, as a sentence without a full stop.
 */
text: string,
/**
 * What others could do with it, as a sentence without a full stop.
 */
risk: string,
/**
 * How many values (files, for kinds of files).
 */
count: number,
/**
 * Their bytes; `null` if they are not known.
 */
bytes: number | null,
/**
 * The first places.
 */
places: Array<PrivatePlace>, };

/**
 * Where a value of a kind stands.
 */
export type PrivatePlace = {
/**
 * Path of the file, in a set of several; `null` in one of one.
 */
file: string | null,
/**
 * Entry of the archive; `null` if the file is none.
 */
entry: string | null,
/**
 * Number of the event; `null` where there are none.
 */
event_index: number | null,
/**
 * Where within that, in words or as names with `/` in front of each; `null`: all of it.
 */
path: string | null,
/**
 * The value, masked until somebody asks; `null` where there is nothing to be shown.
 */
value: string | null, };

/**
 * What a backup request is for.
 */
export type Purpose = "configuration" | "back-up-now" | "replace-sas";

/**
 * Which rows are asked for.
 */
export type Query = {
/**
 * [`Table::name`].
 */
table: string,
/**
 * Only rows that are in this object, by id.
 */
within: string | null,
/**
 * Only this part of them, by the name that the report's count has.
 */
part: string | null,
/**
 * Only rows that have this text somewhere, in any case.
 */
text: string | null,
/**
 * Of a log, only these lines, in place of `within`, `part` and `text`. What a search for the same has found so far is
 * answered, and nothing is looked for once more.
 */
lines?: Lines,
/**
 * Of a log, only what was from one second of the Unix epoch up to another.
 */
range?: [number, number],
/**
 * Column to sort by; the table's own order if it isn't said. `-` in front turns it round.
 */
sort: string | null,
/**
 * So many are left out before the first.
 */
from: number,
/**
 * At most so many are answered, and never more than [`MAX_ROWS`].
 */
limit: number, };

/**
 * What can be asked of one system alone.
 */
export type Question = { "system": "squidex", "question": SquidexQuestion } | { "system": "app-service", "question": AppServiceQuestion } | { "system": "sharepoint", "question": SharePointQuestion } | { "system": "unknown", "question": Nothing };

/**
 * The span of moments that a chain of logs reaches.
 */
export type Reach = {
/**
 * Database.
 */
database: string,
/**
 * Earliest, in UTC.
 */
from: string,
/**
 * Latest, in UTC.
 */
to: string, };

/**
 * Why a run ended as it did, where the model decides it.
 */
export type Reason = "overlap" | "interval" | "cap" | "signature-expired" | "signature-cannot-write" | "told" | "observed";

/**
 * What a copy changes. The same JSON file for page and command line.
 */
export type Recipe = {
/**
 * New app name.
 */
name: string | null,
/**
 * Repairs by finding code; `all` for every one that is offered.
 */
fix: Array<string>,
/**
 * E-mail addresses of users that become others.
 */
map_users: Array<UserMapping>,
/**
 * Schemas, by name, that are left out with their contents.
 */
without_schemas: Array<string>,
/**
 * Leave out asset files that a later version of the asset replaced.
 */
without_superseded: boolean,
/**
 * Leave out contents that end as deleted.
 */
without_deleted: boolean,
/**
 * Take out personal data, secrets and free text: only what is known to be safe stays.
 */
redact: boolean,
/**
 * What stays in a redacted copy all the same, by the names of its kinds.
 */
include: Array<string>, };

/**
 * A record in the canonical names of the specification (2.3).
 */
export type RecordView = {
/**
 * File it stands in.
 */
file: string,
/**
 * Place in the file.
 */
at: string,
/**
 * Backup id.
 */
backup_id: number | null,
/**
 * Name.
 */
backup_name: string | null,
/**
 * Blob.
 */
blob_name: string | null,
/**
 * Status by its name, or as written.
 */
status: string | null,
/**
 * Group of the status.
 */
status_group: Group,
/**
 * What the status means.
 */
meaning: string,
/**
 * What to do.
 */
advice: string,
/**
 * What a restore of it does, by this record alone.
 */
outcome: Outcome,
/**
 * Size of the backup.
 */
size_bytes: number | null,
/**
 * Size of the site's content.
 */
site_bytes: number | null,
/**
 * Start, ISO 8601 in UTC.
 */
created: string | null,
/**
 * End.
 */
finished: string | null,
/**
 * Last restore.
 */
last_restore: string | null,
/**
 * Storage address, masked.
 */
storage_url: string | null,
/**
 * Caused by a schedule.
 */
scheduled: boolean | null,
/**
 * Log, masked.
 */
log: string | null,
/**
 * Cause and remedy of the log's message.
 */
log_explanation: MessageExplanation | null,
/**
 * Databases.
 */
databases: Array<DatabaseSettingView> | null,
/**
 * For support tickets.
 */
correlation_id: string | null,
/**
 * Fields without a meaning here.
 */
other_fields: Array<OtherField>,
/**
 * Subscription.
 */
subscription: string | null,
/**
 * Resource group.
 */
resource_group: string | null,
/**
 * App.
 */
app_name: string | null,
/**
 * Slot.
 */
slot: string | null, };

/**
 * A removed value that is in the copy all the same.
 */
export type RedactionHit = {
/**
 * Kind of the value.
 */
kind: string,
/**
 * Entry of the copy.
 */
entry: string,
/**
 * The value, its middle masked.
 */
masked: string,
/**
 * Where in the entry, in words: "text", "base64", "name of the entry".
 */
place: string, };

/**
 * What came of looking for removed values in a redacted copy: in every entry, in texts inside JSON with
 * their escapes undone, in base64, and in the names of entries.
 */
export type RedactionSearch = {
/**
 * Different values that were looked for.
 */
values: number,
/**
 * Of these, values of three to seven bytes, which were looked for as whole texts only.
 */
whole_only: number,
/**
 * Different values of one or two bytes, which were not looked for: they would be found everywhere.
 */
too_short: number,
/**
 * Different values beyond the number that is looked for at once; 0 as a rule.
 */
too_many: number,
/**
 * Entries that were searched.
 */
entries: number,
/**
 * What was found, at most 100.
 */
hits: Array<RedactionHit>,
/**
 * All of them.
 */
hit_count: number, };

/**
 * A value of the file that is no report.
 */
export type RefusedReport = {
/**
 * Which of the file's values, from 1.
 */
number: number,
/**
 * Why, in words.
 */
why: string, };

/**
 * How a line of the log compares to the prediction.
 */
export type Relation = "same" | "differs" | "missing" | "extra";

/**
 * A removal by retention.
 */
export type Removal = {
/**
 * Start of the backup.
 */
created: string,
/**
 * When it is removed, or would be.
 */
at: string,
/**
 * `Deleted` or `DeleteFailed`.
 */
status: string, };

/**
 * The report of a set: the JSON contract. Its keys are those of the first system, `null` for sets of others, and a
 * body for each further one.
 */
export type Report = {
/**
 * What is told of an App Service set; absent for sets of other systems.
 */
app_service?: AppService,
/**
 * What is told of a SharePoint set, for those.
 */
sharepoint?: SharePointBody,
/**
 * Numbers.
 */
counts: Counts,
/**
 * First and last event time; `null` if no event has one.
 */
span: Span | null,
/**
 * The files that the format asks for; `null` where the set is of another system.
 */
manifest: Array<ManifestLine> | null,
/**
 * What the server's restore log would show; `null` where no rule applies.
 */
restore: Restore | null,
/**
 * What exists on the target afterwards; `null` if nothing or not known.
 */
app: App | null,
/**
 * Verification of stored files against the hashes in the events; `null` before data was read.
 */
asset_verification: AssetVerification | null,
/**
 * How long the restore takes; `null` if it can't be told.
 */
estimate: Estimate | null,
/**
 * Always [`SCHEMA_VERSION`].
 */
schema_version: number,
/**
 * Who made the report.
 */
tool: Tool,
/**
 * What was inspected.
 */
source: Source,
/**
 * Which kind of backup it is.
 */
format: FormatId,
/**
 * How far the inspection went.
 */
depth: Depth,
/**
 * The present that was assumed, ISO 8601 in UTC, where something depends on it.
 */
judged_at?: string,
/**
 * The one sentence on top.
 */
verdict: Verdict,
/**
 * At most [`MAX_FINDINGS_PER_CODE`] per code, gravest first, then by code and place.
 */
findings: Array<Finding>,
/**
 * All findings by code, those that are not listed included.
 */
finding_counts: Record<string, number>, };

/**
 * What the server's restore job would say.
 */
export type Restore = {
/**
 * `Completed` or `Failed`.
 */
status: string,
/**
 * The last log line before the failure (`Read all` and `Reading` as in the samples); `null` if completed.
 */
stage: string | null,
/**
 * E-mail addresses of accounts that are made.
 */
users_created: Array<string>,
/**
 * All visible lines, without instants.
 */
log: Array<string>,
/**
 * Events written to the event store, without the owner assignment at the end; `null` if it depends on timing.
 */
events_written: number | null,
/**
 * Whether the restoring user becomes Owner.
 */
assigned_owner: boolean,
/**
 * Objects that are stored but can't be read back.
 */
unreadable: number,
/**
 * Why it fails, in our words; `null` if completed.
 */
cause: string | null,
/**
 * Which releases of the server can restore it; `null` if none can for damage, or if that is not known.
 */
servers: Servers | null, };

/**
 * What a restore does and leaves (specification 1.3 and 5.1).
 */
export type RestoreNotes = {
/**
 * What it replaces and deletes.
 */
replaces: Array<string>,
/**
 * What it leaves alone.
 */
leaves: Array<string>,
/**
 * What never comes back.
 */
never_restored: Array<string>,
/**
 * Linked databases that need a connection string of the target.
 */
needs_connection_string: Array<string>, };

/**
 * A restore request.
 */
export type RestoreView = {
/**
 * File it stands in.
 */
file: string,
/**
 * Blob.
 */
blob_name: string | null,
/**
 * Replace an app that exists.
 */
overwrite: boolean | null,
/**
 * Target.
 */
site_name: string | null,
/**
 * Plan of a new app.
 */
app_service_plan: string | null,
/**
 * Storage address, masked.
 */
storage_url: string | null,
/**
 * Databases.
 */
databases: Array<DatabaseSettingView> | null,
/**
 * Fields without a meaning here.
 */
other_fields: Array<OtherField>,
/**
 * Subscription.
 */
subscription: string | null,
/**
 * Resource group.
 */
resource_group: string | null,
/**
 * App.
 */
app_name: string | null,
/**
 * Slot.
 */
slot: string | null, };

/**
 * A role of a set.
 */
export type RoleBody = {
/**
 * The role.
 */
role: SharePointRole,
/**
 * `present`, `missing` or `doubtful`.
 */
state: string,
/**
 * Names of its databases.
 */
databases: Array<string>, };

/**
 * A file at the top of an archive.
 */
export type RootFileView = {
/**
 * Name.
 */
name: string,
/**
 * What it is.
 */
class: Class,
/**
 * How sure that is.
 */
certainty: Certainty,
/**
 * Type of the database.
 */
database_type: string | null,
/**
 * Uncompressed bytes.
 */
bytes: number, };

/**
 * A part of the rows that were asked for.
 */
export type Rows = {
/**
 * All that fit the query.
 */
total: number,
/**
 * There may be more than `total`: only so many were looked at.
 */
at_least: boolean,
/**
 * Those of this page: objects with the table's columns as keys.
 */
rows: Record<string, unknown>[],
/**
 * What is lacking among them and why, in words; absent if nothing is.
 */
incomplete?: Array<string>,
/**
 * Of the rows of a database: where each of this page stands. With it as `text` the table `row` gives that row with
 * its large values. Absent for other tables.
 */
places?: Array<string>, };

/**
 * A rule that is not deleted.
 */
export type Rule = {
/**
 * Id without the app's.
 */
id: string,
/**
 * Name.
 */
name: string | null,
/**
 * Enabled.
 */
enabled: boolean,
/**
 * Discriminator of the trigger; `null` if it has none.
 */
trigger: string | null, };

/**
 * One backup of the simulation.
 */
export type Run = {
/**
 * Number of its slot; `null` if it was not scheduled by this simulation.
 */
slot: number | null,
/**
 * Start, ISO 8601 in UTC.
 */
created: string,
/**
 * End; of a skipped one its start.
 */
finished: string,
/**
 * Name of the status that it ended with, before retention.
 */
status: string,
/**
 * Name of the status at the end of the simulation.
 */
final_status: string,
/**
 * Caused by the schedule.
 */
scheduled: boolean,
/**
 * Why it ended so; `null` for a plain success.
 */
reason: Reason | null,
/**
 * Whether its data is there at the end of the simulation.
 */
exists: boolean,
/**
 * Whether it ever left data, from its end on.
 */
left_data: boolean,
/**
 * When its data was removed; `null` if it is there at the end, or never was.
 */
removed_at: string | null,
/**
 * Size, in bytes; a simulated one has the newest known size.
 */
bytes: number | null, };

/**
 * A farm run.
 */
export type RunBody = {
/**
 * Id.
 */
id: string | null,
/**
 * Folder.
 */
folder: string | null,
/**
 * Number.
 */
number: number | null,
/**
 * Method as written.
 */
method: string,
/**
 * Start in UTC.
 */
started: string | null,
/**
 * Finish in UTC.
 */
finished: string | null,
/**
 * Account: personal data.
 */
requested_by: string | null,
/**
 * Path as written: infrastructure.
 */
directory: string | null,
/**
 * What was selected.
 */
top_component: string | null,
/**
 * Whether it is a backup.
 */
is_backup: boolean,
/**
 * Whether it holds settings only.
 */
settings_only: boolean,
/**
 * Errors.
 */
errors: number,
/**
 * Warnings.
 */
warnings: number,
/**
 * Whether the table of contents lists it.
 */
is_listed: boolean,
/**
 * Whether its folder is here.
 */
has_folder: boolean,
/**
 * Whether it is the run to restore from, or the full run that this one needs.
 */
is_chosen: boolean, };

/**
 * Kind of a signature.
 */
export type SasKind = "service" | "account" | "user-delegation";

/**
 * The parts of an address as they are shown.
 */
export type SasView = {
/**
 * Where the address stands: a file and a key.
 */
place: string,
/**
 * The address, masked.
 */
url: string,
/**
 * Name of the storage account.
 */
account: string | null,
/**
 * Container.
 */
container: string | null,
/**
 * What is signed: `c` for a container.
 */
resource: string | null,
/**
 * Permission letters as written.
 */
permissions: string | null,
/**
 * Start, ISO 8601 in UTC.
 */
starts: string | null,
/**
 * End, ISO 8601 in UTC.
 */
expires: string | null,
/**
 * Service version.
 */
version: string | null,
/**
 * Protocols.
 */
protocols: string | null,
/**
 * Addresses that may use it.
 */
addresses: string | null,
/**
 * Name of a stored access policy.
 */
policy: string | null,
/**
 * `service`, `account` or `user-delegation`.
 */
kind: SasKind,
/**
 * Whether there is a signature.
 */
signed: boolean, };

/**
 * A report as it was saved: nothing of it is checked again.
 */
export type SavedReport = {
/**
 * What of it fits the contract.
 */
report: Report,
/**
 * What its system says in words; `null` where a report alone does not tell.
 */
told: Told | null,
/**
 * The summary as Markdown.
 */
markdown: string,
/**
 * The same without e-mail addresses.
 */
masked_markdown: string,
/**
 * The text for a support ticket, without e-mail addresses.
 */
ticket: string, };

/**
 * What a file of saved reports holds.
 */
export type SavedReports = {
/**
 * Those that fit the contract, in their order.
 */
reports: Array<SavedReport>,
/**
 * Those that don't.
 */
refused: Array<RefusedReport>,
/**
 * There are more than are shown, or the file is longer than is read.
 */
more: boolean, };

/**
 * What a schedule does, by the model.
 */
export type ScheduleView = {
/**
 * In a sentence.
 */
summary: string,
/**
 * The coming runs, ISO 8601 in UTC.
 */
next_runs: Array<string>,
/**
 * First run that fails because of the signature.
 */
first_failing_run: string | null,
/**
 * First removal that fails because of it.
 */
first_failing_deletion: string | null,
/**
 * Longest time between usable backups, in seconds.
 */
longest_gap_seconds: number | null,
/**
 * Backups at the end of the simulation.
 */
existing_at_end: number,
/**
 * End of the simulation.
 */
until: string,
/**
 * What the model assumes.
 */
assumed: string[], };

/**
 * A schema that is not deleted.
 */
export type Schema = {
/**
 * Id without the app's.
 */
id: string,
/**
 * Name; `null` if the events give none.
 */
name: string | null,
/**
 * `Default`, `Singleton` or `Component`.
 */
type: string,
/**
 * Published.
 */
published: boolean,
/**
 * Category.
 */
category: string | null,
/**
 * Number of top level fields.
 */
fields: number,
/**
 * The fields.
 */
field_list: Array<Field>, };

/**
 * A schema in the list of those that have contents.
 */
export type SchemaBrief = {
/**
 * Id.
 */
id: string,
/**
 * Name; `null` if no schema of that id exists.
 */
name: string | null,
/**
 * How it is called for people, if it has a label.
 */
label: string | null,
/**
 * Contents that are not deleted.
 */
contents: number,
/**
 * Deleted ones.
 */
deleted: number, };

/**
 * Contents of one schema id.
 */
export type SchemaContents = {
/**
 * Id of the schema.
 */
schema_id: string,
/**
 * Its name; `null` if the schema is missing or deleted.
 */
schema_name: string | null,
/**
 * All stored ones, deleted ones included.
 */
total: number,
/**
 * Not deleted ones by displayed status.
 */
by_status: Record<string, number>,
/**
 * Current status Published.
 */
live: number,
/**
 * With a draft over the current version.
 */
draft: number,
/**
 * With a scheduled status change.
 */
scheduled: number,
/**
 * Deleted ones.
 */
deleted: number, };

/**
 * Something that is dropped.
 */
export type ServerDrop = {
/**
 * By releases older than this one.
 */
below: string,
/**
 * In words.
 */
what: string,
/**
 * Number of events with it.
 */
count: number,
/**
 * Position of the first.
 */
event_index: number | null, };

/**
 * What Azure answered.
 */
export type ServerError = {
/**
 * Code, masked.
 */
code: string | null,
/**
 * Innermost message, masked.
 */
message: string,
/**
 * Cause and remedy, if the message is known.
 */
explanation: MessageExplanation | null, };

/**
 * Releases between others.
 */
export type ServerGap = {
/**
 * First.
 */
from: string,
/**
 * Last.
 */
to: string,
/**
 * In words.
 */
why: string,
/**
 * Position of the first event that they fail at; `null`: a file.
 */
event_index: number | null, };

/**
 * What needs a release.
 */
export type ServerReason = {
/**
 * Position of the first event with it; `null`: a file.
 */
event_index: number | null,
/**
 * Entry path.
 */
entry: string | null,
/**
 * In words.
 */
what: string, };

/**
 * The releases that can restore an archive.
 */
export type Servers = {
/**
 * The lowest one, without beta or rc; `null`: none that is known.
 */
lowest: string | null,
/**
 * What needs it, or what no release knows; `null` if the first release that restores anything will do.
 */
because: ServerReason | null,
/**
 * Releases above the lowest that can't.
 */
excluded: Array<ServerGap>,
/**
 * What older ones drop without a word, newest first.
 */
silent: Array<ServerDrop>, };

/**
 * What RESTORE HEADERONLY says of a backup set.
 */
export type SetBody = {
/**
 * Name of the set.
 */
backup_name: string | null,
/**
 * Description.
 */
backup_description: string | null,
/**
 * 1 database, 2 log, 4 file, 5 differential, 6 file differential, 7 partial, 8 partial differential.
 */
backup_type: number | null,
/**
 * Whether the container is compressed.
 */
compressed: boolean,
/**
 * Position in the file.
 */
position: number,
/**
 * Account: personal data.
 */
user_name: string | null,
/**
 * Server.
 */
server_name: string | null,
/**
 * Database.
 */
database_name: string | null,
/**
 * Internal version.
 */
database_version: number | null,
/**
 * When the database was created.
 */
database_creation_date: string | null,
/**
 * Bytes of the backup.
 */
backup_size: number | null,
/**
 * First LSN.
 */
first_lsn: string | null,
/**
 * Last LSN.
 */
last_lsn: string | null,
/**
 * Checkpoint LSN.
 */
checkpoint_lsn: string | null,
/**
 * Checkpoint LSN of the last full backup.
 */
database_backup_lsn: string | null,
/**
 * Start, by the server's clock.
 */
backup_start_date: string | null,
/**
 * Finish, by the server's clock.
 */
backup_finish_date: string | null,
/**
 * Number of the sort order.
 */
sort_order: number | null,
/**
 * Unicode locale.
 */
unicode_locale_id: number | null,
/**
 * Unicode comparison style.
 */
unicode_comparison_style: number | null,
/**
 * Compatibility level.
 */
compatibility_level: number | null,
/**
 * Number of the software's vendor.
 */
software_vendor_id: number,
/**
 * Version of SQL Server.
 */
software_version_major: number | null,
/**
 * Version of SQL Server.
 */
software_version_minor: number | null,
/**
 * Version of SQL Server.
 */
software_version_build: number | null,
/**
 * Machine.
 */
machine_name: string | null,
/**
 * Flags.
 */
flags: number | null,
/**
 * Binding id.
 */
binding_id: string | null,
/**
 * Recovery fork.
 */
recovery_fork_id: string | null,
/**
 * Family.
 */
family_guid: string | null,
/**
 * From the flags.
 */
has_bulk_logged_data: boolean | null,
/**
 * From the flags.
 */
is_snapshot: boolean | null,
/**
 * From the flags.
 */
is_read_only: boolean | null,
/**
 * From the flags.
 */
is_single_user: boolean | null,
/**
 * From the flags: written WITH CHECKSUM.
 */
has_backup_checksums: boolean | null,
/**
 * From the flags.
 */
is_damaged: boolean | null,
/**
 * From the flags.
 */
has_incomplete_meta_data: boolean | null,
/**
 * Always `null`: where it stands is not known.
 */
is_copy_only: boolean | null,
/**
 * Always `null`: where it stands is not known.
 */
recovery_model: string | null,
/**
 * Checkpoint LSN of the base of a differential backup.
 */
differential_base_lsn: string | null,
/**
 * Base of a differential backup.
 */
differential_base_guid: string | null,
/**
 * In words.
 */
backup_type_description: string | null,
/**
 * The backup set.
 */
backup_set_guid: string | null,
/**
 * What RESTORE FILELISTONLY says.
 */
files: Array<FileBody>,
/**
 * Local time minus UTC in minutes; `null` if not known.
 */
zone_minutes: number | null,
/**
 * Start in UTC.
 */
started_utc: string | null,
/**
 * Finish in UTC.
 */
finished_utc: string | null,
/**
 * Release that writes this database version.
 */
written_by: string | null,
/**
 * First release that reads it; `null` if it is newer than all known ones.
 */
first_release: string | null,
/**
 * Whether a set password is set.
 */
has_password: boolean,
/**
 * Whether all blocks of the set are there; `null` if not known.
 */
is_complete: boolean | null,
/**
 * Objects that the end of the set calls corrupt.
 */
corrupt_objects: number | null, };

/**
 * How grave a finding is, gravest first.
 */
export type Severity = "fatal" | "data-loss" | "suspicious" | "note";

/**
 * Shape of a document.
 */
export type Shape = "arm-item" | "arm-list" | "arm-request" | "arm-restore" | "az-item" | "az-list" | "az-configuration" | "power-shell-item" | "power-shell-configuration" | "snapshot" | "error-body" | "site" | "bare-item" | "bare-request" | "bare-restore";

/**
 * The answer.
 */
export type SharePointAnswer = { "kind": "composed",
/**
 * The commands, and what has to be known before running them.
 */
composed: SharePointComposed, } | { "kind": "archive",
/**
 * Summed up.
 */
summary: ArchiveSummary, } | { "kind": "privacy",
/**
 * By kind, with the first places of each.
 */
kinds: Array<PrivateKind>, };

/**
 * The body.
 */
export type SharePointBody = {
/**
 * Whether the files are judged as a set.
 */
is_set: boolean,
/**
 * The files in their order.
 */
members: Array<MemberBody>,
/**
 * The four roles; empty unless judged as a set.
 */
roles: Array<RoleBody>,
/**
 * How each database is restored.
 */
chains: Array<ChainBody>,
/**
 * Farm runs.
 */
runs: Array<RunBody>,
/**
 * Site collections of the list and their files; `null` if no list was given.
 */
sites: Array<SiteBody> | null,
/**
 * Apps.
 */
apps: Array<AppBody>,
/**
 * What the pages of the databases say, without their rows; `null` before they were looked at.
 */
databases: Array<DatabaseBody> | null,
/**
 * Latest start minus earliest start of the databases of the set; `null` if not known.
 */
spread_seconds: number | null,
/**
 * Earliest start of the databases of the set, in UTC; `null` if not known.
 */
earliest_start: string | null,
/**
 * Latest finish minus earliest start.
 */
window_seconds: number | null,
/**
 * `same_run`, `same`, `close`, `different` or `not_provable`; `null` unless judged as a set.
 */
time: string | null,
/**
 * The limits that were used, in seconds.
 */
limits: LimitsBody,
/**
 * What is needed on the server, for all databases together.
 */
space: SpaceBody, };

/**
 * Commands, and what has to be known before running them.
 */
export type SharePointComposed = {
/**
 * One a line, in the order in which they are run.
 */
commands: Array<string>,
/**
 * Warnings.
 */
findings: Array<Finding>,
/**
 * Disk space that the restored databases need.
 */
space: SpaceBody | null,
/**
 * Moments that each database can be restored to.
 */
reaches: Array<Reach>, };

/**
 * What a database of a SharePoint farm is for, told by its tables.
 */
export type SharePointDatabaseUse = "content" | "configuration" | "app_management" | "secure_store";

/**
 * What a dropped file is.
 */
export type SharePointKind = "sql_backup" | "solution" | "template" | "web_export" | "cabinet" | "app_package" | "framework_package" | "table_of_contents" | "run_manifest" | "restore_manifest" | "run_log" | "farm_object" | "site_collection" | "export_part" | "empty" | "other";

/**
 * What the person says, as it travels: words and texts.
 */
export type SharePointOptions = {
/**
 * Release of SQL Server: `2008r2` to `2025`.
 */
sql_server: string | null,
/**
 * Version of SharePoint: `2013`, `2016`, `2019`, `se`.
 */
sharepoint: string | null,
/**
 * Site collections that host apps, as `Get-SPSite` prints them or one a line.
 */
site_list: string | null,
/**
 * Roles of files.
 */
roles: Array<GivenRole>,
/**
 * Site collections of files.
 */
site_files: Array<GivenSite>,
/**
 * Id of the farm run to restore from.
 */
run: string | null,
/**
 * Backups that start within so many seconds are of one time; 900 unless given.
 */
same_time_seconds: number | null,
/**
 * Backups that start within so many seconds are close; 86,400 unless given.
 */
close_time_seconds: number | null,
/**
 * The files are the whole set.
 */
whole_set: boolean,
/**
 * Site collections were backed up with `-NoSiteLock`.
 */
no_site_lock: boolean,
/**
 * Names of accounts and servers and paths on them stand masked, in the report and in its tables.
 */
mask_names: boolean,
/**
 * The present, ISO 8601; filled in from what is common to all systems.
 */
now: string | null, };

/**
 * What can be asked of a SharePoint set.
 */
export type SharePointQuestion = { "kind": "compose",
/**
 * Word of the task.
 */
task: string,
/**
 * Names and values of settings.
 */
settings: Array<[string, string]>, } | { "kind": "privacy",
/**
 * The kind whose values are not masked; `null`: all are.
 */
show: string | null, } | { "kind": "archive" };

/**
 * Role of a database in a set.
 */
export type SharePointRole = "content" | "config" | "secure_store" | "app_management" | "admin_content" | "subscription_settings" | "system" | "unknown";

/**
 * Where a role comes from.
 */
export type SharePointRoleBy = "documented_name" | "name" | "person" | "content" | "tables" | "nothing";

/**
 * How sure it is what a database is for, or what a value means.
 */
export type SharePointSureness = "certain" | "assumed-from-tables";

/**
 * Shell that a command is quoted for.
 */
export type Shell = "sh" | "powershell" | "cmd";

/**
 * A version of a content.
 */
export type Shown = {
/**
 * `earlier`, `current` or `draft`.
 */
which: string,
/**
 * Its status; `null` of an earlier one.
 */
status: string | null,
/**
 * Position of the event with its data.
 */
event_index: number,
/**
 * Its data can be read.
 */
readable: boolean, };

/**
 * A text, or its beginning.
 */
export type ShownText = {
/**
 * So much of it as is shown.
 */
text: string,
/**
 * How many bytes all of it has.
 */
bytes: number,
/**
 * There is more.
 */
cut: boolean, };

/**
 * What speaks for a backup.
 */
export type Signal = {
/**
 * In words.
 */
signal: string,
/**
 * Points.
 */
points: number, };

/**
 * What a simulation gives.
 */
export type Simulation = {
/**
 * All backups by their start.
 */
runs: Array<Run>,
/**
 * Starts of the backups whose data is there at the end.
 */
existing: string[],
/**
 * Removals, those that fail included, by their time.
 */
removed: Array<Removal>,
/**
 * First run that fails because of the signature.
 */
first_failing_run: string | null,
/**
 * First removal that fails because of the signature.
 */
first_failing_deletion: string | null,
/**
 * Longest time between one usable backup and the next, in seconds; `null` if there are fewer than two.
 */
longest_gap_seconds: number | null,
/**
 * Sum of the sizes of what exists at the end, in bytes; `null` if no size is known.
 */
stored_bytes: number | null,
/**
 * End of the simulation.
 */
until: string,
/**
 * Whether it ended early, because there are more slots than are run through.
 */
cut_off: boolean,
/**
 * What the model assumes.
 */
assumed: string[], };

/**
 * The site that a finished restore answers with.
 */
export type SiteAnswer = {
/**
 * App.
 */
app_name: string | null,
/**
 * Slot.
 */
slot: string | null,
/**
 * `Running` and so on.
 */
state: string | null, };

/**
 * A site collection.
 */
export type SiteBody = {
/**
 * URL or id.
 */
site: string,
/**
 * Paths of its files, the one that is used first.
 */
files: Array<string>,
/**
 * Whether the person assigned them.
 */
by_person: boolean, };

/**
 * A snapshot ("automatic backup").
 */
export type Snapshot = {
/**
 * When it was made, ISO 8601 in UTC, or as written.
 */
time: string | null,
/**
 * App, if it is named.
 */
app_name: string | null, };

/**
 * The inspected file.
 */
export type Source = {
/**
 * The name that the set goes by, without folders: that of its one file, or of its folder.
 */
file_name: string,
/**
 * Length of all its files together.
 */
bytes: number,
/**
 * `sha256:` and the hexadecimal digits of the directory or the headers that were read, of the whole file if that
 * was asked for: so that both sides of a ticket know that they speak of one file. `null` before all was read.
 */
fingerprint: string | null,
/**
 * The files of a set of several, in byte order of their paths; `null` for a set that is one file.
 */
files: Array<SourceFile> | null, };

/**
 * One file of a set.
 */
export type SourceFile = {
/**
 * Path with the folder that was given.
 */
path: string,
/**
 * Length.
 */
bytes: number,
/**
 * What it is in the set: `archive`, `manifest`, `log`, `record`, `database`, `content`, `config`, `secure_store`,
 * `app_management`, `site_collection`, `app_package`, `table_of_contents`, `other`.
 */
role: string,
/**
 * Why it belongs to the set, in words.
 */
why: string, };

/**
 * Disk space of the restored databases, from the sizes of their files.
 */
export type SpaceBody = {
/**
 * Data files.
 */
data_bytes: number,
/**
 * Log files.
 */
log_bytes: number, };

/**
 * First and last event time, ISO 8601 in UTC.
 */
export type Span = {
/**
 * Earliest `Timestamp` header.
 */
first: string,
/**
 * Latest `Timestamp` header.
 */
last: string, };

/**
 * An answer. What a person typed wrongly is said in `fault`, in words.
 */
export type SquidexAnswer = { "kind": "explained",
/**
 * What it means.
 */
explanation: Explanation, } | { "kind": "calibrated",
/**
 * What the run says of the server.
 */
calibration: Calibration, } | { "kind": "archive",
/**
 * Summed up.
 */
summary: ArchiveSummary, } | { "kind": "revealed",
/**
 * One for each place; `null` where it can't be read again.
 */
values: Array<string | null>, } | { "kind": "name",
/**
 * What is wrong with it; `null` if nothing is.
 */
fault: string | null, } | { "kind": "recipe",
/**
 * The recipe, if it is one that can be followed.
 */
recipe: Recipe | null,
/**
 * What is wrong with it; `null` if nothing is.
 */
fault: string | null, } | { "kind": "mappings",
/**
 * The pairs, as far as the table could be read.
 */
mappings: Array<UserMapping>,
/**
 * What is wrong with it; `null` if nothing is.
 */
fault: string | null, } | { "kind": "timeline",
/**
 * What was found by now; `null`: nothing was begun, or it is not kept any more.
 */
timeline: EventTimeline | null, } | { "kind": "event",
/**
 * The event; `null`: there is none of that number.
 */
event: EventShown | null, } | { "kind": "history",
/**
 * Its events, one after the other.
 */
history: EventHistory, } | { "kind": "looked",
/**
 * And what is known then.
 */
looked: Looked, } | { "kind": "gathered",
/**
 * Counts.
 */
gathered: Gathered, } | { "kind": "columns",
/**
 * In their order.
 */
columns: Columns, } | { "kind": "content",
/**
 * With its fields.
 */
content: ContentView, } | { "kind": "versions",
/**
 * The latest of them.
 */
events: Array<HistoryLine>,
/**
 * There may be more: only so many of the backup's events were looked at.
 */
at_least: boolean, } | { "kind": "asset",
/**
 * With its files.
 */
asset: AssetView, } | { "kind": "folders",
/**
 * The root among them.
 */
folders: Array<FolderView>, } | { "kind": "file",
/**
 * In the file that was dropped.
 */
place: FilePlace, } | { "kind": "usedBy",
/**
 * How many contents.
 */
total: number,
/**
 * The first of them.
 */
uses: Array<Use>, };

/**
 * A question.
 */
export type SquidexQuestion = { "kind": "explain",
/**
 * What the person pasted.
 */
pasted: string, } | { "kind": "calibrate",
/**
 * A restore log with instants, or a duration such as "12 min".
 */
pasted: string, } | { "kind": "archive" } | { "kind": "reveal",
/**
 * At most 50.
 */
places: Array<PrivatePlace>, } | { "kind": "name",
/**
 * As typed.
 */
name: string, } | { "kind": "recipe",
/**
 * The file's text.
 */
text: string, } | { "kind": "mappings",
/**
 * The table.
 */
text: string, } | { "kind": "timeline",
/**
 * What was searched for.
 */
lines: Lines,
/**
 * Where bins begin and end, in seconds of the Unix epoch, ascending.
 */
edges: number[], } | { "kind": "event",
/**
 * Its number.
 */
index: number,
/**
 * With the text of its entry.
 */
raw: boolean, } | { "kind": "history",
/**
 * Its stream.
 */
stream: string, } | { "kind": "look",
/**
 * And at which content uses which asset.
 */
uses: boolean, } | { "kind": "gather",
/**
 * Its rows are not asked for.
 */
query: Query, } | { "kind": "columns",
/**
 * Id of the schema.
 */
schema: string, } | { "kind": "content",
/**
 * Id.
 */
id: string,
/**
 * Position of an earlier event with its data, to stand beside the others.
 */
at: number | null, } | { "kind": "versions",
/**
 * Id.
 */
id: string, } | { "kind": "asset",
/**
 * Id.
 */
id: string, } | { "kind": "folders", } | { "kind": "file",
/**
 * Id of the asset.
 */
id: string,
/**
 * Version of the file.
 */
version: number, } | { "kind": "usedBy",
/**
 * Id of the asset.
 */
id: string, };

/**
 * What a stem says.
 */
export type StemParts = {
/**
 * What stands before the time, usually the app's name; the whole stem if there is no time.
 */
prefix: string,
/**
 * The time, ISO 8601 in UTC; `null` for a name that a person chose.
 */
time: string | null, };

/**
 * How far a task is.
 */
export type Step = {
/**
 * Compressed bytes read so far.
 */
bytes_done: number,
/**
 * Entries done so far.
 */
entries_done: number,
/**
 * Nothing left.
 */
finished: boolean, };

/**
 * A step of a restore.
 */
export type StepBody = {
/**
 * In words.
 */
what: string,
/**
 * Paths of its parts.
 */
paths: Array<string>,
/**
 * Position in the files.
 */
position: number,
/**
 * Start in UTC; by the server's clock where its zone is not known.
 */
started: string | null,
/**
 * Finish, likewise; `null` if not known.
 */
finished: string | null,
/**
 * Whether the zone of the server's clock is known.
 */
zone_known: boolean,
/**
 * Whether its start is the one that is compared with those of the other databases.
 */
sets_time: boolean, };

/**
 * What is stored at an instant.
 */
export type StoragePoint = {
/**
 * Instant, ISO 8601 in UTC.
 */
at: string,
/**
 * Backups whose data is there.
 */
backups: number,
/**
 * Sum of their sizes, in bytes; `null` if no size is known.
 */
bytes: number | null, };

/**
 * The server's event and snapshot store.
 */
export type Store = "postgresql" | "other";

/**
 * A table.
 */
export type Table = {
/**
 * Its word on the command line.
 */
name: string,
/**
 * For a heading.
 */
title: string,
/**
 * Names of the columns, which are the keys of its rows.
 */
columns: Array<string>, };

/**
 * A table.
 */
export type TableView = {
/**
 * Name with its schema.
 */
name: string,
/**
 * Bytes of its data in the package; `null` where the package was not read to its end.
 */
data_bytes: number | null, };

/**
 * The target of a restore. The default is what the report contract assumes unless told: another
 * store than PostgreSQL, .NET 10, an empty server, a restoring user unknown to the backup, no form name.
 */
export type Target = {
/**
 * The name field of the restore form; blank means none.
 */
restore_name: string | null,
/**
 * App names that exist on the server (compared with case).
 */
existing_apps: Array<string>,
/**
 * Who restores.
 */
initiator: Initiator,
/**
 * E-mail address of the restoring user, if known.
 */
initiator_email: string | null,
/**
 * The server's store.
 */
store: Store,
/**
 * The server's version, such as `7.22.0`, `7.22` or `7`; `None`: the newest that is known.
 */
server_version: string | null,
/**
 * Base address of the server, for the rewriting of asset links.
 */
target_url: string | null,
/**
 * Target profile of the estimate; `None` picks one by the store.
 */
profile: string | null,
/**
 * Calibration of the estimate: a small JSON file kept by the person.
 */
calibration: JsonValue | null, };

/**
 * What is to be done.
 */
export type Task = "back-up" | "configure" | "disable" | "remove-schedule" | "read-schedule" | "list" | "status" | "restore" | "restore-new" | "restore-blob" | "discover" | "delete" | "delete-with-new-sas" | "replace-sas" | "reveal-sas";

/**
 * Renderings of a report.
 */
export type TextKind = "json" | "markdown" | "ticket" | "told" | "saved";

/**
 * Pricing tier, as far as it matters to backups (`LIM`, 2020: may have changed).
 */
export type Tier = "none" | "standard" | "premium";

/**
 * Page to worker. Each request has an id that its replies repeat.
 */
export type ToWorker = { "kind": "init",
/**
 * Request.
 */
id: number,
/**
 * The compiled module.
 */
module: WebAssembly.Module, } | { "kind": "open",
/**
 * Request.
 */
id: number,
/**
 * What was given.
 */
files: readonly PathFile[],
/**
 * What is assumed.
 */
options: Options, } | { "kind": "report",
/**
 * Request.
 */
id: number,
/**
 * Which set.
 */
set: number,
/**
 * What is assumed.
 */
options: Options, } | { "kind": "text",
/**
 * Request.
 */
id: number,
/**
 * Which set.
 */
set: number,
/**
 * What is assumed.
 */
options: Options,
/**
 * Which rendering.
 */
what: TextKind,
/**
 * JSON and Markdown without e-mail addresses and names of people and servers. A ticket has none in any case.
 */
mask_names: boolean, } | { "kind": "rows",
/**
 * Request.
 */
id: number,
/**
 * Which set.
 */
set: number,
/**
 * What is assumed.
 */
options: Options,
/**
 * Which rows.
 */
query: Query, } | { "kind": "ask",
/**
 * Request.
 */
id: number,
/**
 * Which set; `null`: none.
 */
set: number | null,
/**
 * What is assumed.
 */
options: Options,
/**
 * What is asked.
 */
question: Question, } | { "kind": "example",
/**
 * Request.
 */
id: number,
/**
 * Which system, by its word.
 */
system: string,
/**
 * What is assumed: the present.
 */
options: Options, } | { "kind": "begin",
/**
 * Request.
 */
id: number,
/**
 * Which set.
 */
set: number,
/**
 * What is assumed.
 */
options: Options,
/**
 * Which work.
 */
work: WorkKind, } | { "kind": "task",
/**
 * Request.
 */
id: number,
/**
 * Which set.
 */
set: number,
/**
 * Which work of it.
 */
work: WorkId,
/**
 * Which task.
 */
index: number, } | { "kind": "run",
/**
 * Request.
 */
id: number,
/**
 * The files of the set, in its order, and then what the work has beside them (a copy to be read).
 */
files: readonly PathFile[],
/**
 * What `task` answered.
 */
task: Uint8Array, } | { "kind": "take",
/**
 * Request.
 */
id: number,
/**
 * Which set.
 */
set: number,
/**
 * Which work of it.
 */
work: WorkId,
/**
 * Which task.
 */
index: number,
/**
 * What `ran` brought.
 */
facts: Uint8Array | Blob, } | { "kind": "lost",
/**
 * Request.
 */
id: number,
/**
 * Which set.
 */
set: number,
/**
 * Which work of it.
 */
work: WorkId,
/**
 * Which task.
 */
index: number,
/**
 * Why.
 */
why: string, } | { "kind": "end",
/**
 * Request.
 */
id: number,
/**
 * Which set.
 */
set: number,
/**
 * Which work of it.
 */
work: WorkId,
/**
 * Forget it.
 */
forget: boolean, } | { "kind": "export",
/**
 * Request.
 */
id: number,
/**
 * Which set.
 */
set: number,
/**
 * What is assumed.
 */
options: Options,
/**
 * What is exported, and how.
 */
wanted: Wanted,
/**
 * Several files as one ZIP file.
 */
zip: boolean, } | { "kind": "needs",
/**
 * Request.
 */
id: number,
/**
 * Which set.
 */
set: number,
/**
 * What is exported.
 */
wanted: Wanted, } | { "kind": "compare",
/**
 * Request.
 */
id: number,
/**
 * Which set, the first of the two.
 */
set: number,
/**
 * Files of the second.
 */
files: readonly PathFile[],
/**
 * What is assumed.
 */
options: Options, } | { "kind": "cancel",
/**
 * The request to be stopped.
 */
id: number, };

/**
 * What a system says of its backup beside the head of the report.
 */
export type Told = {
/**
 * What such a file is called: "Squidex app backup".
 */
title: string,
/**
 * In front of the message that the server shows: "the server says".
 */
server_says: string,
/**
 * What to do next, for a file of which there is nothing else to say; stands right below the verdict.
 */
next: string | null,
/**
 * For a terminal.
 */
facts: Array<Fact>,
/**
 * For Markdown: shorter, without what only a terminal's reader wants.
 */
short: Array<Fact>,
/**
 * Blocks of lines under a heading, in front of the findings.
 */
blocks: Array<[string, Array<string>]>,
/**
 * What is counted inside, for the table of several sets: "252 events", "3 databases".
 */
holds: string | null, };

/**
 * Name and version of this program.
 */
export type Tool = {
/**
 * `backup-inspector`.
 */
name: string,
/**
 * Version of the crate.
 */
version: string, };

/**
 * What was typed; what is absent is taken from the configuration, else from the defaults of the service.
 */
export type Typed = {
/**
 * First run.
 */
start: string | null,
/**
 * Interval: `7d` or `12h`.
 */
every: string | null,
/**
 * Retention in days; 0 is for ever.
 */
keep_days: number | null,
/**
 * Keep at least one.
 */
keep_one: boolean | null,
/**
 * Whether the schedule is on.
 */
enabled: boolean | null,
/**
 * When the configuration was saved.
 */
saved: string | null,
/**
 * Tier.
 */
tier: string | null,
/**
 * How long a run takes: `90m`, `2h`, `45s`.
 */
duration: string | null,
/**
 * Outcomes of single runs: `3=Failed`.
 */
outcomes: Array<string>,
/**
 * Backups by hand: a time, or `TIME=STATUS`.
 */
manual: Array<string>,
/**
 * End of the signature.
 */
sas_expiry: string | null,
/**
 * Permissions of the signature.
 */
sas_permissions: string | null,
/**
 * `eager` or `after-run`.
 */
mode: Mode | null,
/**
 * End of the simulation.
 */
until: string | null,
/**
 * Size of each simulated backup: `1.5 GB`, `800MB`, or a number of bytes.
 */
size: string | null, };

/**
 * A field as it was typed.
 */
export type TypedField = {
/**
 * Key.
 */
key: string,
/**
 * Value; may be a secret.
 */
value: string, };

/**
 * A content that uses an asset.
 */
export type Use = {
/**
 * Id of the content.
 */
id: string,
/**
 * What it is called.
 */
name: string | null,
/**
 * Name of its schema.
 */
schema: string | null, };

/**
 * A user's e-mail address, and the one that takes its place.
 */
export type UserMapping = {
/**
 * Address in the backup; compared without case.
 */
old: string,
/**
 * Address in the copy.
 */
new: string, };

/**
 * A value.
 */
export type ValueView = {
/**
 * How it is best shown.
 */
look: Look,
/**
 * As text; of rich texts their text alone.
 */
text: string,
/**
 * The text, the links or the items are more than are shown.
 */
cut: boolean,
/**
 * Contents and assets that it refers to.
 */
links: Array<LinkView>,
/**
 * Items of an array, components.
 */
items: Array<ItemView>, };

/**
 * The one sentence on top, and why.
 */
export type Verdict = {
/**
 * The outcome.
 */
outcome: Outcome,
/**
 * The exact text that the server shows when it fails; `null` if it doesn't fail.
 */
server_message: string | null,
/**
 * The earliest entry whose mending would avoid the failure; `null` for faults of the ZIP itself.
 */
fails_at: FailsAt | null,
/**
 * In words.
 */
summary: string, };

/**
 * What reading a copy from end to end gave.
 */
export type Verified = {
/**
 * SHA-256 of the copy, hexadecimal digits.
 */
sha256: string,
/**
 * What came of looking for removed values; `null` if nothing was redacted.
 */
search: RedactionSearch | null, };

/**
 * What is wanted. A key that a kind of export does not know is without meaning for it.
 */
export type Wanted = {
/**
 * Kind of the export, by the system's word for it: `contents`, `assets` …
 */
what: string,
/**
 * Only what is of these (schemas, tables …), by name; everything, if there is none.
 */
only: Array<string>,
/**
 * Only of this part of the set, where several have what is wanted: a database, by name.
 */
part: string | null,
/**
 * How lines are written.
 */
form: LineForm,
/**
 * A file for each schema, table …, below one folder.
 */
in_folder: boolean,
/**
 * A byte order mark in front of a table.
 */
byte_order_mark: boolean,
/**
 * Also what is deleted.
 */
all: boolean,
/**
 * Exactly what the server would be left with, in place of all that can be read.
 */
as_restored: boolean,
/**
 * What is included that is left out otherwise, by name: `secrets` …
 */
include: Array<string>,
/**
 * Files of earlier versions too.
 */
all_versions: boolean,
/**
 * Rules work at once where they come to.
 */
rules_enabled: boolean,
/**
 * Which lines of a log.
 */
lines: Lines, };

/**
 * A piece of work of a set, by the number that [`Set::begin`] gave it.
 */
export type WorkId = number;

/**
 * What can be worked at.
 */
export type WorkKind = { "kind": "check" } | { "kind": "readAll" } | { "kind": "count" } | { "kind": "copy",
/**
 * What is to be changed.
 */
recipe: Recipe, } | { "kind": "verify",
/**
 * What was changed.
 */
recipe: Recipe, } | { "kind": "search",
/**
 * Which lines.
 */
lines: Lines, };
