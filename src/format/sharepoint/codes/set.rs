//! The set: roles, times, versions.

use crate::report::codes;

codes! {
    CONTENT_MISSING = "sharepoint-content-missing", Fatal, rule: "V01" {
        title: "No content database backup",
        cause: "no file holds a backup of a database that is named as a content database, or that was given this role",
        effect: "the set is not restored: the app packages and the app data are in the content databases",
        advice: "add the backup of each content database with apps (WSS_Content or similar), or give its role to the file that holds it",
    }
    CONFIG_MISSING = "sharepoint-config-missing", Fatal, rule: "V02" {
        title: "No configuration database backup",
        cause: "no file holds a backup of SharePoint_Config, or of a database that was given this role",
        effect: "the set is not restored: the farm does not know its web applications, solutions and databases",
        advice: "add the backup of the configuration database, or give its role to the file that holds it",
    }
    SECURE_STORE_MISSING = "sharepoint-secure-store-missing", Fatal, rule: "V03" {
        title: "No Secure Store database backup",
        cause: "no file holds a backup of the Secure Store Service's database, or of a database that was given this role",
        effect: "the set is not restored: apps don't get the credentials that they work with",
        advice: "add a full backup of the Secure Store database, or give its role to the file that holds it",
    }
    APP_MANAGEMENT_MISSING = "sharepoint-app-management-missing", Fatal, rule: "V04" {
        title: "No App Management database backup",
        cause: "no file holds a backup of the App Management Service's database, or of a database that was given this role",
        effect: "the set is not restored: licences and permissions of all apps are missing",
        advice: "add the backup of the App Management database, or give its role to the file that holds it",
    }
    ROLE_GUESSED = "sharepoint-role-guessed", Suspicious, rule: "V05" {
        title: "A role that was guessed from the name",
        cause: "the database's name is like the documented one, but not the same: names can be chosen",
        effect: "none if the guess is right",
        advice: "confirm the role, or give another one to the file",
    }
    ROLE_UNKNOWN = "sharepoint-role-unknown", Suspicious, rule: "V06" {
        title: "A database without a known role while a role is missing",
        cause: "the name of the database was chosen freely",
        effect: "if it is the missing one the set may be complete",
        advice: "give the role to the file if it is the missing database",
    }
    DIFFERENT_TIMES = "sharepoint-different-times", Fatal, rule: "V07" {
        title: "Backups of different times",
        cause: "the databases were backed up on different occasions, or an old file lies among new ones",
        effect: "the databases don't fit together: what one says of the other is not true any more",
        advice: "take all backups from one run; the limits are ours and can be changed, since the documentation names none",
    }
    CLOSE_TIMES = "sharepoint-close-times", DataLoss, rule: "V08" {
        title: "Backups that are close, but not of one time",
        cause: "the databases were backed up one after another by hand or by separate jobs",
        effect: "what changed between the first and the last backup may be lost or point to nothing",
        advice: "back up all databases in one run, or check that nothing was changed in between",
    }
    TIME_MISSING = "sharepoint-time-missing", Suspicious, rule: "V09" {
        title: "No backup time",
        cause: "the header can't be read, or its date is not set",
        effect: "it can't be shown that the backup fits to the others",
        advice: "compare with RESTORE HEADERONLY on a server",
    }
    VERSIONS_DIFFER = "sharepoint-versions-differ", Suspicious, rule: "V10" {
        title: "Databases of different SQL Server versions",
        cause: "the databases live on different instances, or one was upgraded in between",
        effect: "each has to be restored on a server that is new enough for it",
        advice: "restore on a server as new as the newest of them",
    }
    SERVER_TOO_OLD = "sharepoint-server-too-old", Fatal, rule: "V11" {
        title: "Newer than the server that is to take it",
        cause: "the database was backed up by a newer release of SQL Server than the chosen one",
        effect: "the server refuses the backup; its compatibility level does not help",
        advice: "restore on the release that the backup comes from, or a newer one",
    }
    SERVERS_DIFFER = "sharepoint-servers-differ", Suspicious, rule: "V12" {
        title: "Databases of different instances",
        cause: "the farm keeps its databases on several instances, or the files are of several farms",
        effect: "none if all belong to one farm",
        advice: "check that all files are of one farm",
    }
    CONTENT_LARGE = "sharepoint-content-large", Suspicious, rule: "V27" {
        title: "A content database above 200 GB",
        cause: "the database grew beyond what is recommended",
        effect: "none for the restore, but it takes long and the site may be slow",
        advice: "think about dividing the content over several databases",
    }
    PASSPHRASE = "sharepoint-passphrase", Note, rule: "V55" {
        title: "Keep the Secure Store passphrase at hand",
        cause: "the key of the Secure Store is made from a passphrase that is in no backup",
        effect: "after the restore the key has to be refreshed with the passphrase",
        advice: "look for the passphrase before you need it; run Update-SPSecureStoreApplicationServerKey after the restore",
    }
    CONFIG_RESTORE = "sharepoint-config-restore", Note, rule: "V56" {
        title: "The configuration database is restored with SQL tools",
        cause: "SharePoint's own commands don't restore the configuration database",
        effect: "none for the restore",
        advice: "restore it with SQL tools, or restore the farm configuration instead",
    }
    ADMIN_CONTENT = "sharepoint-admin-content", Note, rule: "V57" {
        title: "Content database of Central Administration",
        cause: "it is backed up with the farm, but is none of the four databases that apps need",
        effect: "none: it does not stand in for a content database",
        advice: "nothing needs to be done",
    }
    DATABASE_MISSING = "sharepoint-database-missing", Fatal {
        title: "A content database of the list is missing",
        cause: "the list names a content database that no file holds",
        effect: "apps and data in that database are not restored",
        advice: "add its backup",
    }
    COMPLETE_SET = "sharepoint-complete-set", Note {
        title: "What a complete set has besides",
        cause: "a file was judged as itself",
        effect: "none: this file is judged as itself",
        advice: "for apps of SharePoint, keep together: content, configuration, Secure Store and App Management databases of one time, and a backup of each site collection that hosts an app",
    }
    SYSTEM_DATABASE = "sharepoint-system-database", Note {
        title: "A system database of SQL Server",
        cause: "master, model or msdb is among the files",
        effect: "it is restored only on a server of exactly the same build (message 3168)",
        advice: "restore it apart from the others, on the same build",
    }
    SUBSCRIPTION_SETTINGS = "sharepoint-subscription-settings", Note {
        title: "Subscription Settings database",
        cause: "apps use this service too, but it is none of the four databases",
        effect: "none for the restore",
        advice: "restore it with the others",
    }
    ZONE_UNKNOWN = "sharepoint-zone-unknown", Note {
        title: "Times without a zone",
        cause: "the header does not say in which zone the server's clock was",
        effect: "times are compared as the clocks showed them",
        advice: "check that the servers were in one zone",
    }
    RELEASE_PAIR = "sharepoint-release-pair", Suspicious {
        title: "A SQL Server that this SharePoint may not support",
        cause: "the chosen release of SQL Server is not among those that are known for the chosen version of SharePoint",
        effect: "the databases can be restored, but the farm may not run",
        advice: "look at the requirements of your version of SharePoint",
    }
    RELEASE_BETWEEN = "sharepoint-release-between", Suspicious {
        title: "A very old backup for a new server",
        cause: "the backup is of SQL Server 2008 R2 or older",
        effect: "the newest releases may refuse it",
        advice: "if so, restore it on a release in between, back it up there, and restore that",
    }
    ROLE_WITHOUT_EVIDENCE = "sharepoint-role-without-evidence", Suspicious {
        title: "A role whose backup can't be read",
        cause: "the file that was given this role has no header that can be read",
        effect: "it can't be told whether the role is there",
        advice: "check the file with RESTORE HEADERONLY on a server",
    }
    REPLACES = "sharepoint-replaces", Suspicious {
        title: "A command that overwrites",
        cause: "it was asked for",
        effect: "what is there under the same name is gone",
        advice: "back up what is there first",
    }
    STOP_OUTSIDE = "sharepoint-stop-outside", Suspicious {
        title: "A moment that the logs don't reach",
        cause: "the moment lies before the end of the full backup or behind the last log backup",
        effect: "the server refuses the moment, or leaves the database restoring",
        advice: "choose a moment in the span that is shown",
    }
    NOT_A_SHARE = "sharepoint-not-a-share", Suspicious {
        title: "A folder that is no share",
        cause: "a local path was given",
        effect: "SQL Server and SharePoint on different computers can't both write to it",
        advice: "use a path like \\\\server\\share",
    }
    SITE_RESTORE = "sharepoint-site-restore", Note {
        title: "What Restore-SPSite does",
        cause: "a content database holds only one copy of a site collection",
        effect: "a second copy needs another content database, or the old one must be gone for good first",
        advice: "remove the old site collection for good before restoring a second copy",
    }
}
