//! Site collections, exports and packages.

use crate::report::codes;

codes! {
    SITE_MISSING = "sharepoint-site-missing", Fatal, rule: "V44" {
        title: "No backup of a site collection",
        cause: "the list names a site collection that no file holds",
        effect: "its apps are not restored on their own",
        advice: "back it up with Backup-SPSite, or assign its file",
    }
    SITES_NOT_LISTED = "sharepoint-sites-not-listed", Suspicious, rule: "V45" {
        title: "Site collections were not listed",
        cause: "no list was given, or it lacks one that a content database says hosts apps",
        effect: "it can't be told whether all of them were backed up",
        advice: "paste the output of Get-SPSite, or the addresses one a line",
    }
    SITE_TIME = "sharepoint-site-time", Suspicious, rule: "V46" {
        title: "A site collection of another time",
        cause: "the time of the file lies far from that of the databases; a copy may have changed it",
        effect: "the site collection may not fit to the databases",
        advice: "check when it was backed up",
    }
    SITE_TWICE = "sharepoint-site-twice", Suspicious, rule: "V47" {
        title: "Two backups of one site collection",
        cause: "two files are assigned to it",
        effect: "the newer one is used",
        advice: "choose one",
    }
    SITE_UNREADABLE = "sharepoint-site-unreadable", Note, rule: "V48" {
        title: "A container that is not described",
        cause: "files of Backup-SPSite have no public description",
        effect: "none: what is inside can't be checked",
        advice: "a test restore shows whether it is whole",
    }
    EXPORT_NO_BACKUP = "sharepoint-export-no-backup", DataLoss, rule: "V49" {
        title: "An export is no full backup",
        cause: "Export-SPWeb gives new ids and leaves out the state of workflows",
        effect: "what an export does not hold is lost",
        advice: "back up the site collection with Backup-SPSite",
    }
    CABINET_TRUNCATED = "sharepoint-cabinet-truncated", Fatal, rule: "V50" {
        title: "A cabinet that is not whole",
        cause: "an interrupted copy or download",
        effect: "it can't be unpacked",
        advice: "copy the file again",
    }
    APP_MANIFEST_INVALID = "sharepoint-app-manifest-invalid", Fatal, rule: "V51" {
        title: "No valid app manifest",
        cause: "damage, or a package of another kind",
        effect: "the package can't be added to an App Catalog",
        advice: "take the package from its maker again",
    }
    APP_PART_MISSING = "sharepoint-app-part-missing", Suspicious, rule: "V52" {
        title: "A part of an app package is missing",
        cause: "the package was changed or built wrongly",
        effect: "the package may be refused",
        advice: "take the package from its maker again",
    }
    APP_TOO_NEW = "sharepoint-app-too-new", Fatal, rule: "V53" {
        title: "An app for a newer SharePoint",
        cause: "the app asks for a newer version than the chosen one",
        effect: "the app can't be installed",
        advice: "use a version of the app for your SharePoint",
    }
    APP_REMOTE = "sharepoint-app-remote", Suspicious, rule: "V54" {
        title: "An app with remote parts",
        cause: "parts of the app run on another server",
        effect: "a restored copy beside the original talks to the same remote system: data of one may show in the other",
        advice: "think about the remote system before restoring a second copy",
    }
    NO_SITE_LOCK = "sharepoint-no-site-lock", Suspicious, rule: "V58" {
        title: "Backed up without a lock",
        cause: "-NoSiteLock lets users change the site during its backup",
        effect: "the backup may be inconsistent",
        advice: "use -UseSqlSnapshot instead",
    }
    APP_PRIVILEGED = "sharepoint-app-privileged", Note {
        title: "An app with high privileges",
        cause: "the app asks for full control or for rights over a whole tenant",
        effect: "none for the restore",
        advice: "check that this is wanted",
    }
    APP_VERSIONS = "sharepoint-app-versions", Note {
        title: "One app in two versions",
        cause: "two packages have the same product id",
        effect: "the higher version is the later one",
        advice: "keep the version that the set was made with",
    }
    SITE_NOT_IN_DATABASE = "sharepoint-site-not-in-database", Suspicious {
        title: "A site collection that no content database has",
        cause: "the content databases of the set don't list it, or list it as deleted",
        effect: "the list, or the databases, may be of another farm or another time",
        advice: "make the list again where the backups were made",
    }
    APP_PACKAGE_ABSENT = "sharepoint-app-package-absent", Note {
        title: "An installed app without its package",
        cause: "a content database has an instance of the app, and no package of it is among the files",
        effect: "none for the restore: the content database has the package too",
        advice: "keep the package with the set, for an App Catalog that has to be filled again",
    }
    SITE_LINE = "sharepoint-site-line", Suspicious {
        title: "A line of the list is not understood",
        cause: "it is neither an address nor an id",
        effect: "the line is left out",
        advice: "write one address or id a line",
    }
}
