//! The dry run: what makes the restore fail.

use crate::report::codes;

codes! {
    VERSION_NULL = "version-null", Fatal {
        title: "Version.json is JSON null",
        cause: "the archive was edited by hand or by a program, or comes from a server of another kind",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "let the repair remove the file, or put {\"major\":5} into it",
        action: "version-null",
    }
    VERSION_NOT_SUPPORTED = "version-not-supported", Fatal {
        title: "A version that Squidex does not accept",
        cause: "Version.json says another major version than 5: the archive comes from a newer server, or was edited",
        effect: "the restore fails with \"Backup file is not compatible with this version.\"",
        advice: "restore with the server version that made the backup",
    }
    FIRST_EVENT_NOT_APP_CREATED = "first-event-not-app-created", Fatal {
        title: "The backup does not start with the creation of the app",
        cause: "events were lost, renumbered or put in another order",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "where the event that creates the app stands elsewhere, the repair puts it in front; where there is none, create the backup again",
        action: "first-event-not-app-created",
    }
    APP_ID_MISSING = "app-id-missing", Fatal {
        title: "The creation of the app does not say its id",
        cause: "`appId` of the AppCreatedEvent is null or missing",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "create the backup again",
    }
    APP_NAME_MISSING = "app-name-missing", Fatal {
        title: "The app has no name",
        cause: "`name` of the AppCreatedEvent is null, missing or blank, and the restore form gives no other",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "fill in the name of the restore form, or write a renamed copy",
    }
    APP_NAME_TAKEN = "app-name-taken", Fatal {
        title: "The name is taken on the target",
        cause: "an app of that name exists on the server, perhaps half-restored by an earlier attempt",
        effect: "the restore fails with \"The app id or name is not available.\"; user accounts are made all the same",
        advice: "choose another name in the restore form, or delete the other app",
    }
    SECOND_APP_CREATED = "second-app-created", Fatal {
        title: "The app is created twice",
        cause: "two AppCreatedEvent records in one archive: it was put together from several",
        effect: "with the same name the restore fails with \"The app id or name is not available.\"; with another name everything before the second one stays with an app that is never shown",
        advice: "where both create the same app, the repair leaves out the second; else create the backup again",
        action: "second-app-created",
    }
    USERS_INVALID = "users-invalid", Fatal {
        title: "Users.json can not be used",
        cause: "the file is no JSON object of user ids and e-mail addresses, or an address is null or blank",
        effect: "the restore fails with \"Failed with internal error.\" before any event is read",
        advice: "create the backup again, or let the repair leave out what is no address; if nothing can be read, the users are lost",
        action: "users-invalid",
    }
    TAGS_INVALID = "tags-invalid", Fatal {
        title: "The asset tags can not be used",
        cause: "AssetTags.json or AssetTagsAlias.json is not what the server expects",
        effect: "the restore fails with \"Failed with internal error.\"",
        advice: "correct the file, or let the repair do so: what it can't read is removed, and assets keep tag ids without names",
        action: "tags-invalid",
    }
    URLS_INCOMPLETE = "urls-incomplete", Fatal {
        title: "Urls.json lacks an address",
        cause: "`assets` or `assetsApp` is missing or empty, and a text of a content is searched for it",
        effect: "the restore fails with \"Failed with internal error.\" at the first content with text",
        advice: "complete the file, or let the repair remove it: without it links to assets are not changed",
        action: "urls-incomplete",
    }
    EVENT_NOT_ACCEPTED = "event-not-accepted", Fatal {
        title: "An event that the restore can not handle",
        cause: "a value that the handlers need is null or missing",
        effect: "the restore fails with \"Failed with internal error.\" at this event",
        advice: "create the backup again, or correct the event",
    }
    ASSET_UNREADABLE = "asset-unreadable", Fatal {
        title: "A stored file can not be read",
        cause: "its entry uses a method that .NET does not know, or its data is damaged",
        effect: "the restore fails with \"Failed with internal error.\" at the event of that file",
        advice: "create the backup again, or remove the entry: the asset is then restored without a file",
    }
    SETTINGS_INVALID = "settings-invalid", Fatal {
        title: "Settings.json can not be used",
        cause: "the file is no JSON object, holds a number outside of the double range, or is nested too deeply",
        effect: "the restore fails with \"Failed with internal error.\" after all events were stored",
        advice: "let the repair replace the file by {}: the shared settings of the interface are lost",
        action: "settings-invalid",
    }
    APP_NOT_REBUILT = "app-not-rebuilt", Fatal {
        title: "An event can not be applied to the app",
        cause: "a value that the app needs is null, missing or blank",
        effect: "the restore fails with \"Failed with internal error.\" after all events were stored",
        advice: "correct the event, or create the backup again",
    }
    OBJECT_NOT_REBUILT = "object-not-rebuilt", Fatal {
        title: "An event can not be applied to its object",
        cause: "events of one object are in the wrong order or incomplete, or a value is missing",
        effect: "the restore fails with \"Failed with internal error.\" after all events were stored; the other objects are there",
        advice: "correct the event, or create the backup again",
    }
    OBJECT_NOT_STORED = "object-not-stored", Fatal {
        title: "An object can not be stored",
        cause: "the event that creates it is in another stream, so that it belongs to no app",
        effect: "the restore fails with \"Failed with internal error.\" after all events were stored; the objects of its batch are lost",
        advice: "correct the stream of the event, or create the backup again",
    }
    STORED_EVENT_UNREADABLE = "stored-event-unreadable", Fatal {
        title: "An event is stored in a form that can not be read back",
        cause: "status changes of 2017 are migrated by one step too few",
        effect: "the restore fails with \"Failed with internal error.\" after the schemas were restored",
        advice: "ask the vendor, or rewrite these events as ContentStatusChangedEventV2",
    }
    SCHEMA_UNREADABLE = "schema-unreadable", Fatal {
        title: "A schema can not be read back",
        cause: "`fieldsInLists` or `fieldsInReferences` is null",
        effect: "the restore fails with \"Failed with internal error.\" when the contents are restored; without any content it completes, but the schema can't be read afterwards",
        advice: "replace the null by []",
    }
    APP_NOT_IN_ITS_STREAM = "app-not-in-its-stream", Fatal {
        title: "The app has no events of its own",
        cause: "the id in `appId` of the AppCreatedEvent is not the one in the stream names",
        effect: "the restore fails with \"Failed with internal error.\" at the very end; everything else is stored",
        advice: "correct the id, or create the backup again",
    }
    APP_WITHOUT_ACTOR = "app-without-actor", Fatal {
        title: "Nobody created the app",
        cause: "no event of the app names an actor",
        effect: "the restore fails with \"Failed with internal error.\" at the very end; everything else is stored",
        advice: "put an actor into the AppCreatedEvent",
    }
    POSTGRESQL_LIMIT = "postgresql-limit", Fatal {
        title: "A value that PostgreSQL does not take",
        cause: "a null where the column wants a text, a text that is too long, or the character U+0000",
        effect: "the restore fails with \"Failed with internal error.\" on a server with PostgreSQL; other stores take it",
        advice: "correct the value, or restore on a server with MongoDB",
    }
    SERVER_TOO_OLD = "server-too-old", Fatal {
        title: "The server is too old, or one of a few that can't",
        cause: "the backup holds something that this release of Squidex does not know",
        effect: "the restore fails on that server",
        advice: "update the server, or restore on another one",
    }
    RESTORE_NAME_REFUSED = "restore-name-refused", Fatal {
        title: "A name that the restore form refuses",
        cause: "the name of an app has lower-case letters a to z, digits, and single hyphens between them",
        effect: "the request is refused, and no restore begins",
        advice: "choose another name, or leave the field empty",
    }
}
