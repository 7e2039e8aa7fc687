//! Messages of the service that people meet, with cause and remedy (specification section 10).

use serde::Serialize;

/// What is known about a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "MessageExplanation"))]
pub struct Explanation {
    /// Why it comes.
    pub cause: &'static str,
    /// What helps.
    pub remedy: &'static str,
}

/// A message: it is met if all words of one of the groups are in the text, in any case.
struct Known {
    words: &'static [&'static [&'static str]],
    cause: &'static str,
    remedy: &'static str,
}

/// The more special ones stand before the general ones.
const KNOWN: [Known; 22] = [
    Known {
        words: &[
            &["storage access failed", "(404)"],
            &["storage access failed", "not found"],
        ],
        cause: "the container or the blob is missing, or the signature names another container",
        remedy: "look whether the container is there, then delete the backup schedule and create it again with a fresh container SAS URL",
    },
    Known {
        words: &[
            &["storage access failed", "(403)"],
            &["storage access failed", "forbidden"],
        ],
        cause: "the signature has expired, lacks a permission, or was written with a local time; or key access is disabled, or a firewall stands before the storage account",
        remedy: "make a new signature with rwdl, sr=c and times in UTC; allow key access on the storage account; check its firewall",
    },
    Known {
        words: &[&["storage access failed"]],
        cause: "the storage account can't be reached with this address and signature",
        remedy: "delete the backup schedule and create it again with a fresh container SAS URL",
    },
    Known {
        words: &[&["missing mandatory parameters for valid shared access signature"]],
        cause: "the signature is not complete",
        remedy: "make a new container SAS URL and set it again",
    },
    Known {
        words: &[
            &["cannotresolvestorageaccount"],
            &["cannot resolve", "storage"],
        ],
        cause: "the storage account is gone or has another name",
        remedy: "create the schedule again with an account that exists",
    },
    Known {
        words: &[
            &["exceeds the", "limit for backups"],
            &["website + database size exceeds"],
        ],
        cause: "content and databases together are larger than the service backs up",
        remedy: "leave files out with _backup.filter, or leave the database out and back it up on its own",
    },
    Known {
        words: &[
            &["error occurred while connecting to the database"],
            &["mysql_native_password"],
            &["unknown database"],
        ],
        cause: "the connection string does not lead to the database",
        remedy: "mend the connection string",
    },
    Known {
        words: &[&["ssl connection is required"]],
        cause: "MySQL and PostgreSQL servers that insist on TLS are not supported",
        remedy: "use the database's own backup",
    },
    Known {
        words: &[
            &["could not create database copy"],
            &["not able to access the database", "master"],
            &["login failed for user"],
        ],
        cause: "the SQL login lacks rights",
        remedy: "use an administrative login in the connection string",
    },
    Known {
        words: &[
            &["cannot open server", "requested by the login"],
            &["named pipes", "error: 40"],
        ],
        cause: "the connection string is wrong, or a firewall refuses the app",
        remedy: "mend the connection string, or allow the app's outbound addresses",
    },
    Known {
        words: &[&["unable to determine app service plan"]],
        cause: "a restore into a new app needs a plan",
        remedy: "set appServicePlan",
    },
    Known {
        words: &[&["restorerequest.overwrite", "none"]],
        cause: "the command line left overwrite out",
        remedy: "pass --overwrite, or use the REST request",
    },
    Known {
        words: &[
            &["webappsoperations", "no attribute 'restore"],
            &["webappsoperations", "no attribute \"restore"],
        ],
        cause: "a release of the Azure CLI called a method that had been renamed",
        remedy: "update the Azure CLI",
    },
    Known {
        words: &[&["sharing violation"]],
        cause: "a file is in use",
        remedy: "stop the app, or create the slot again",
    },
    Known {
        words: &[&["long running operation failed", "internalservererror"]],
        cause: "reported for restores into a slot, first now and then, later often",
        remedy: "try again, or restore into a fresh slot",
    },
    Known {
        words: &[&["downloading meta data from the storage account"]],
        cause: "the .xml beside the .zip is missing, or the signature does not lead to it (another subscription)",
        remedy: "put the .xml and the .zip into one container and give a signature for that container",
    },
    Known {
        words: &[&["no backup configuration found"]],
        cause: "the command line updates a configuration that does not exist",
        remedy: "pass container URL, frequency, retention and retain-one together",
    },
    Known {
        words: &[
            &["authorizationfailed", "config/list/action"],
            &["authorizationfailed", "config/backup/list"],
            &["authorizationfailed", "backups/list/action"],
        ],
        cause: "the role of the caller may not read secrets: Reader is not enough for config/backup/list",
        remedy: "use a role that may write the app's configuration",
    },
    Known {
        words: &[&["authorizationfailed"]],
        cause: "the caller's role does not allow the action that the message names",
        remedy: "use a role that allows it, such as Website Contributor, and look whether subscription and resource group are the right ones",
    },
    Known {
        words: &[
            &["save configuration failed"],
            &["failed to save", "backup", "configuration"],
        ],
        cause: "a firewall stands before the storage account; the configuration may have been saved all the same",
        remedy: "allow the app through the storage account's firewall, by virtual network integration, and look at the next backup",
    },
    Known {
        words: &[&["mysqlconnstr_localdb"]],
        cause: "the in-app MySQL database can't be reached",
        remedy: "the connection string stands in d:\\home\\data\\mysql\\MYSQLCONNSTR_localdb.txt",
    },
    Known {
        words: &[
            &["hostname", "conflict"],
            &["custom domain"],
            &["hostname", "already"],
        ],
        cause: "a custom domain of the backup can't be bound to the target",
        remedy: "set ignoreConflictingHostNames to true",
    },
];

/// Cause and remedy of a message, if it is known.
pub fn explain(text: &str) -> Option<Explanation> {
    let lower = text.to_lowercase();
    KNOWN
        .iter()
        .find(|known| {
            known
                .words
                .iter()
                .any(|words| words.iter().all(|word| lower.contains(word)))
        })
        .map(|known| Explanation {
            cause: known.cause,
            remedy: known.remedy,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, remedy: &str) {
        let found = explain(text);
        assert!(
            found
                .as_ref()
                .is_some_and(|found| found.remedy.contains(remedy)),
            "{text}: {found:?}"
        );
    }

    #[test]
    fn messages_of_the_specification_are_known() {
        check(
            "Storage access failed. The remote server returned an error: (404) Not Found.. Please delete and recreate backup schedule to mitigate.",
            "look whether",
        );
        check(
            "Storage access failed. The remote server returned an error: (403) Forbidden.",
            "rwdl",
        );
        check(
            "Missing mandatory parameters for valid Shared Access Signature.",
            "new container SAS",
        );
        check(
            "Cannot resolve acct. x (CannotResolveStorageAccount)",
            "account that exists",
        );
        check(
            "The website + database size exceeds the 10 GB limit for backups. Your content size is 14 GB",
            "_backup.filter",
        );
        check(
            "Error occurred while connecting to the database x on server y. Authentication method 'mysql_native_password' failed. Unknown database",
            "mend the connection",
        );
        check(
            "SSL connection is required. Please specify SSL options and retry",
            "own backup",
        );
        check(
            "Create Database copy of x (y) threw an exception. Could not create Database copy.",
            "administrative",
        );
        check(
            "The server principal is not able to access the database \"master\" under the current security context",
            "administrative",
        );
        check(
            "Cannot open server \"x\" requested by the login. Client with IP",
            "outbound",
        );
        check(
            "provider: Named Pipes Provider, error: 40 - Could not open",
            "outbound",
        );
        check(
            "Unable to determine app service plan for restored site. Specify an app service plan.",
            "appServicePlan",
        );
        check(
            "Parameter 'RestoreRequest.overwrite' can not be None",
            "--overwrite",
        );
        check(
            "'WebAppsOperations' object has no attribute 'restore_slot'",
            "update",
        );
        check(
            "Sharing violation to C:\\x\\fs\\site\\wwwroot\\a.dll",
            "stop the app",
        );
        check(
            "Long running operation failed with status 'InternalServerError'",
            "fresh slot",
        );
        check(
            "Error occurred while downloading meta data from the storage account.",
            ".xml",
        );
        check(
            "No backup configuration found. A configuration must be created",
            "retain-one",
        );
        check("Save configuration failed", "firewall");
        check(
            "in-app MySQL can't connect: see d:\\home\\data\\mysql\\MYSQLCONNSTR_localdb.txt",
            "MYSQLCONNSTR_localdb.txt",
        );
        check(
            "The hostname shop.example.com is already bound",
            "ignoreConflictingHostNames",
        );
        check("Code: AuthorizationFailed", "Website Contributor");
        check(
            "AuthorizationFailed: no authorization to perform action 'Microsoft.Web/sites/config/list/action'",
            "write the app's configuration",
        );
        assert_eq!(explain("all is well"), None);
    }
}
