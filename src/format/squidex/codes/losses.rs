//! The dry run: what is lost silently.

use crate::report::codes;

codes! {
    CONTRIBUTOR_DROPPED = "contributor-dropped", DataLoss {
        title: "A contributor is dropped",
        cause: "the user is not in Users.json, or no account can be made for the address",
        effect: "the event is left out: the person is no contributor afterwards, and nothing says so",
        advice: "add the contributor by hand after the restore",
    }
    EVENT_IN_OTHER_STREAM = "event-in-other-stream", DataLoss {
        title: "An event in a stream that is not its object's",
        cause: "the stream name was changed, or its id has only one character",
        effect: "the event is stored, but does not reach its object",
        advice: "correct the stream name, or create the backup again",
    }
    OBJECT_NOT_FOUND = "object-not-found", DataLoss {
        title: "An object is not found",
        cause: "its events are in another stream than its own",
        effect: "it is left out, and with it the rest of its batch of up to 100 objects; nothing says so",
        advice: "correct the stream name, or create the backup again",
    }
    OBJECT_SKIPPED = "object-skipped", DataLoss {
        title: "An object is left out because of another",
        cause: "an object of the same batch of 100 is not found",
        effect: "it is left out, and nothing says so",
        advice: "correct the stream name of the object that is not found",
    }
    CONTENT_LEFT_OUT = "content-left-out", DataLoss {
        title: "A content without a schema id",
        cause: "`schemaId` of its creation is the empty id",
        effect: "its events are stored, but it is not there afterwards",
        advice: "correct the schema id",
    }
    CONTENT_WITHOUT_SCHEMA = "content-without-schema", DataLoss {
        title: "A content whose schema does not exist",
        cause: "the schema was never created, or was deleted before the content",
        effect: "it is stored, but can not be reached",
        advice: "create the schema again with the same id, or accept the loss",
    }
    RECREATED_AFTER_DELETION = "recreated-after-deletion", DataLoss {
        title: "Deleted at the end, though it was created again",
        cause: "an object of that id was deleted and created again",
        effect: "it ends as deleted",
        advice: "create it again by hand after the restore",
    }
    RULE_UNREADABLE = "rule-unreadable", DataLoss {
        title: "A rule without a flow",
        cause: "`flow` of the rule is null or missing",
        effect: "the restore completes, but reading the rules of the app fails from then on",
        advice: "remove the rule's events, or give it a flow",
    }
    ASSET_FILE_MISSING = "asset-file-missing", DataLoss {
        title: "The file of an asset is missing",
        cause: "the file was lost on the source server before the backup, or its entry is missing, empty or in another folder",
        effect: "the asset is restored without its file",
        advice: "put the file at its place, or upload it again after the restore",
    }
    ASSET_FILE_WRONG = "asset-file-wrong", DataLoss {
        title: "The file of an asset is not the one that was stored",
        cause: "its size or hash is not the one in the event: damage, or another file",
        effect: "the file is restored as it is",
        advice: "create the backup again, or upload the file again after the restore",
    }
    AVATAR_MISSING = "avatar-missing", DataLoss {
        title: "The app's image is missing",
        cause: "the image was lost on the source server before the backup, or its entry is missing or empty",
        effect: "the app is restored without its image",
        advice: "upload it again after the restore",
    }
    APP_DELETED = "app-deleted", DataLoss {
        title: "The app ends as deleted",
        cause: "the backup holds the deletion of the app",
        effect: "the restore completes, but the app is not visible, and the restoring user does not become Owner",
        advice: "remove the event, if the app should live",
    }
    APP_WITHOUT_NAME = "app-without-name", DataLoss {
        title: "The app ends without a name",
        cause: "the AppCreatedEvent is in another stream than the other events of the app",
        effect: "the restore completes with an app that has no name and the empty id",
        advice: "correct the stream name of event 0",
    }
    SERVER_LOSES_OBJECTS = "server-loses-objects", DataLoss {
        title: "The server does not find the objects",
        cause: "streams are named otherwise in the backup than this release of Squidex names them",
        effect: "the restore reports success, with an app that is nearly empty",
        advice: "restore on another release",
    }
    SERVER_DROPS_DETAILS = "server-drops-details", DataLoss {
        title: "The server drops what it does not know",
        cause: "the backup was made by a newer release of Squidex than the server's",
        effect: "the restore goes on without it",
        advice: "update the server, or restore on another one",
    }
}
