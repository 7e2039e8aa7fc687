//! Farm backup folders.

use crate::report::codes;

codes! {
    RUN_ERRORS = "sharepoint-run-errors", Fatal, rule: "V28" {
        title: "A farm backup with errors",
        cause: "some objects could not be backed up",
        effect: "these objects are not restored",
        advice: "look into spbackup.log, mend the cause and back up again",
    }
    RUN_WARNINGS = "sharepoint-run-warnings", Suspicious, rule: "V29" {
        title: "A farm backup with warnings",
        cause: "something was not as expected during the backup",
        effect: "mostly none",
        advice: "look into spbackup.log",
    }
    RUN_UNFINISHED = "sharepoint-run-unfinished", Fatal, rule: "V30" {
        title: "A farm backup that did not finish",
        cause: "the backup was cancelled or broke off",
        effect: "the run can't be restored",
        advice: "take another run",
    }
    RUN_SETTINGS_ONLY = "sharepoint-run-settings-only", Fatal, rule: "V31" {
        title: "A farm backup of settings only",
        cause: "it was made with -ConfigurationOnly",
        effect: "no data is restored",
        advice: "take a run with data",
    }
    RUN_IS_RESTORE = "sharepoint-run-is-restore", Note, rule: "V32" {
        title: "An entry of a restore",
        cause: "the history has restores too",
        effect: "none: it is no backup",
        advice: "nothing needs to be done",
    }
    RUN_FOLDER_MISSING = "sharepoint-run-folder-missing", Fatal, rule: "V33" {
        title: "The folder of a run is missing",
        cause: "the folder was moved, deleted or not dropped here",
        effect: "the run can't be restored",
        advice: "add the folder; move the whole backup root and never single folders",
    }
    RUN_UNLISTED = "sharepoint-run-unlisted", Suspicious, rule: "V34" {
        title: "A folder that the table of contents does not list",
        cause: "the folder comes from another backup root, or the table is an old one",
        effect: "Restore-SPFarm does not see it",
        advice: "use the table of contents that belongs to the folder",
    }
    MANIFEST_OF_ANOTHER_RUN = "sharepoint-manifest-of-another-run", Fatal, rule: "V35" {
        title: "The manifest belongs to another run",
        cause: "folders were renamed or mixed",
        effect: "the run can't be restored",
        advice: "copy the folder again from its source",
    }
    RUN_PARENT_MISSING = "sharepoint-run-parent-missing", Fatal, rule: "V36" {
        title: "A differential run without its full run",
        cause: "the folder of the full run is not here",
        effect: "the differential run can't be restored",
        advice: "add the folder of the full run",
    }
    OBJECT_FAILED = "sharepoint-object-failed", DataLoss, rule: "V37" {
        title: "An object was not backed up",
        cause: "the backup of this object failed",
        effect: "the object is not restored",
        advice: "mend the cause and back up again",
    }
    OBJECT_FILE_MISSING = "sharepoint-object-file-missing", DataLoss, rule: "V38" {
        title: "A file of the manifest is missing",
        cause: "the file was moved or deleted, or SQL Server could not write it",
        effect: "the object is not restored",
        advice: "copy the folder again; see spbackup.log for what SQL Server said",
    }
    FILE_NOT_OF_RUN = "sharepoint-file-not-of-run", Suspicious, rule: "V39" {
        title: "A file that its run did not write",
        cause: "a file was replaced by one of another run",
        effect: "the database is of another time than the others",
        advice: "take the file of this run",
    }
    XML_UNREADABLE = "sharepoint-xml-unreadable", Suspicious, rule: "V40" {
        title: "An XML file can't be read",
        cause: "damage, or a file that was edited by hand",
        effect: "of a chosen run: it can't be restored; else none",
        advice: "copy the file again",
    }
    MANIFEST_PARTIAL = "sharepoint-manifest-partial", Note, rule: "V41" {
        title: "The manifest is understood in part",
        cause: "the layout of its component tree is not documented",
        effect: "none: the headers of the files are used instead",
        advice: "nothing needs to be done",
    }
    LOG_ERRORS = "sharepoint-log-errors", Suspicious, rule: "V42" {
        title: "The log of a run has errors",
        cause: "something failed during the backup",
        effect: "see the lines",
        advice: "look into spbackup.log",
    }
    TOC_MISSING = "sharepoint-toc-missing", Suspicious, rule: "V43" {
        title: "The table of contents is missing",
        cause: "only folders of runs were copied",
        effect: "Restore-SPFarm needs spbrtoc.xml in the backup root",
        advice: "copy the whole backup root",
    }
    TOC_LOCAL_TIME = "sharepoint-toc-local-time", Note {
        title: "Times of the table of contents are local",
        cause: "its times differ from those in the files by the server's zone",
        effect: "none for the restore",
        advice: "nothing needs to be done",
    }
}
