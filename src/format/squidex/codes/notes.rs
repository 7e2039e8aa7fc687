//! The dry run: worth knowing.

use crate::report::codes;

codes! {
    STREAM_OF_OTHER_APP = "stream-of-other-app", Suspicious {
        title: "An event of another app",
        cause: "the stream name holds another app's id",
        effect: "the event is restored into this app",
        advice: "remove it, if it does not belong here",
    }
    USER_REFUSED = "user-refused", Suspicious {
        title: "No account can be made for a user",
        cause: "the address holds a character that ASP.NET Identity does not allow in a user name",
        effect: "the user's contributor events are dropped, and the user's id stays in the history",
        advice: "make an account with that address on the target before the restore",
    }
    APP_NAME_ODD = "app-name-odd", Suspicious {
        title: "A name that Squidex would not accept",
        cause: "the name has other characters than a-z, 0-9 and single hyphens, or was put in by hand",
        effect: "the restore accepts it; addresses with it may not work",
        advice: "write a renamed copy",
    }
    OWN_CONTRIBUTOR_DROPPED = "own-contributor-dropped", Note {
        title: "The restoring user is a contributor",
        cause: "one of the users in the backup is the one who restores",
        effect: "the user's events are left out, and the user becomes Owner at the end",
        advice: "none needed",
    }
    OLD_ASSET_FILE_MISSING = "old-asset-file-missing", Note {
        title: "An earlier version of a file is missing",
        cause: "the file was lost before the backup",
        effect: "the earlier version is not there afterwards; the present one is not touched",
        advice: "none needed",
    }
    OLD_ASSET_FILE_WRONG = "old-asset-file-wrong", Note {
        title: "An earlier version of a file is another one",
        cause: "an asset that was deleted and created again keeps one file for both, or the file is damaged",
        effect: "it is restored as it is; the present version is not touched",
        advice: "none needed",
    }
    ASSET_FILE_UNVERIFIABLE = "asset-file-unverifiable", Note {
        title: "A file that can not be verified",
        cause: "the event of an update does not carry the file name that went into the hash",
        effect: "none: the restore goes on",
        advice: "none needed",
    }
    TEAM_KEPT = "team-kept", Note {
        title: "The app belongs to a team",
        cause: "the app was moved to a team",
        effect: "the team's id is kept; the team is probably not on the target",
        advice: "move the app to a team of the target",
    }
    PLAN_KEPT = "plan-kept", Note {
        title: "The app has a plan",
        cause: "a plan was chosen on the source server",
        effect: "the plan's id is kept even if the target does not know it",
        advice: "choose a plan on the target",
    }
    RULES_ACTIVE = "rules-active", Note {
        title: "Rules act again",
        cause: "enabled rules are restored as enabled",
        effect: "they do not fire for restored events, but for every new one",
        advice: "check where their actions go before working with the restored app",
    }
    CLIENT_SECRETS_KEPT = "client-secrets-kept", Note {
        title: "Clients keep their secrets",
        cause: "a backup holds the secrets of its clients, and a restore takes them over",
        effect: "who knows a secret of the source app can use the API of the restored one",
        advice: "give the clients new secrets after the restore, or restore a copy with other ones (redaction)",
    }
    CONTENTS_OF_DELETED_SCHEMA = "contents-of-deleted-schema", Note {
        title: "Contents of a schema that was deleted",
        cause: "the app's own history: the schema was deleted while it had contents",
        effect: "their events are restored, but nobody sees the contents: on the source server they can't be seen either",
        advice: "none needed; a copy can leave them out",
    }
    ASSET_TAGS_WITHOUT_NAMES = "asset-tags-without-names", Suspicious {
        title: "Tags of assets have no names",
        cause: "AssetTags.json is not in the archive, or was emptied",
        effect: "the assets keep the ids of their tags, which are shown in the place of names",
        advice: "take AssetTags.json from another backup of the app",
    }
    LINKS_NOT_REWRITTEN = "links-not-rewritten", Note {
        title: "Links to assets stay as they are",
        cause: "Urls.json is not in the archive (as in backups made before Squidex 5.1), or can't be used",
        effect: "links to assets inside contents still point to the old server and app",
        advice: "keep the old server until the links are changed, or take Urls.json from another backup of the app",
    }
    SERVER_VERSION_UNKNOWN = "server-version-unknown", Note {
        title: "A release of the server that is not known",
        cause: "it is newer than what is known here, or no release of Squidex has that number",
        effect: "it is judged as the newest known release up to it",
        advice: "look at the version that the server shows",
    }
    RESTORE_NAME_LONG = "restore-name-long", Suspicious {
        title: "A longer name than the form lets one type",
        cause: "Squidex's own interface takes names of up to 40 characters",
        effect: "the interface cuts it or refuses it; a request takes it",
        advice: "choose a shorter name",
    }
    ACCOUNTS_MERGED = "accounts-merged", Suspicious {
        title: "Several users become one account",
        cause: "several users of the backup have the same e-mail address, in whatever case",
        effect: "they are one account afterwards, with the role that was given last",
        advice: "check the role after the restore",
    }
    NOBODY_OWNS_APP = "nobody-owns-app", Suspicious {
        title: "Nobody owns the app afterwards",
        cause: "a client restores, and no owner of the backup has an account on the target",
        effect: "only administrators of the server see the app",
        advice: "restore as a user, or assign an owner afterwards",
    }
    LINKS_TO_OTHER_HOSTS = "links-to-other-hosts", Note {
        title: "Links to assets of another address",
        cause: "contents hold links of an address that the site had before, or of another app",
        effect: "they stay as they are: only the address in Urls.json is rewritten",
        advice: "keep the old address working, or change the links after the restore",
    }
    UNPACKED_BACKUP = "unpacked-backup", Note {
        title: "An unpacked backup",
        cause: "somebody unpacked the ZIP file, or a program did after the download",
        effect: "a server takes the ZIP file only; packed again, the backup restores as is said here",
        advice: "pack it again: `backup-inspector repack FOLDER -o backup.zip`, or \"Save as a ZIP file\" in the page",
    }
}
