//! Storage addresses and their signatures (AS-SAS).

use crate::report::codes;

codes! {
    SAS_NOT_HTTPS = "app-service-sas-not-https", Suspicious, rule: "AS-SAS-001" {
        title: "Not an https address",
        cause: "a typing error, or another value",
        effect: "the service refuses it",
        advice: "give the container's SAS URL",
    }
    SAS_CONNECTION_STRING = "app-service-sas-connection-string", Suspicious, rule: "AS-SAS-002" {
        title: "A connection string of the storage account",
        cause: "the account's key stands where a container SAS URL is expected",
        effect: "the service refuses it; the key opens the whole account",
        advice: "make a container SAS URL, and renew the key if the file was given away",
    }
    SAS_UNSIGNED = "app-service-sas-unsigned", Suspicious, rule: "AS-SAS-003" {
        title: "No signature",
        cause: "the address was cut, or has none",
        effect: "the service will refuse it",
        advice: "copy the whole SAS URL",
    }
    SAS_NOT_CONTAINER = "app-service-sas-not-container", Suspicious, rule: "AS-SAS-004" {
        title: "Not a signature for a container",
        cause: "it was made for a blob or something else",
        effect: "the service may not be able to write or list",
        advice: "make a signature for the container (sr=c)",
    }
    SAS_NAMES_BLOB = "app-service-sas-names-blob", Suspicious, rule: "AS-SAS-005" {
        title: "Not the address of a container",
        cause: "the address names a blob, or no container",
        effect: "the service may not find the container",
        advice: "give the address of the container",
    }
    SAS_EXPIRED = "app-service-sas-expired", DataLoss, rule: "AS-SAS-006" {
        title: "The signature has expired",
        cause: "a signature has an end",
        effect: "backups fail and old ones are not removed",
        advice: "make a new signature",
    }
    SAS_EXPIRES_SOON = "app-service-sas-expires-soon", Suspicious, rule: "AS-SAS-007" {
        title: "The signature expires soon",
        cause: "a signature has an end",
        effect: "from then on backups fail and old ones are not removed",
        advice: "make a new signature in time",
    }
    SAS_NOT_YET_VALID = "app-service-sas-not-yet-valid", Suspicious, rule: "AS-SAS-008" {
        title: "The signature is not valid yet",
        cause: "its start lies in the future",
        effect: "until then the service is refused",
        advice: "make a signature without a start",
    }
    SAS_NO_WRITE = "app-service-sas-no-write", DataLoss, rule: "AS-SAS-009" {
        title: "No permission to write",
        cause: "sp lacks w",
        effect: "backups fail",
        advice: "make a signature with rwdl",
    }
    SAS_NO_READ = "app-service-sas-no-read", Suspicious, rule: "AS-SAS-010" {
        title: "No permission to read",
        cause: "sp lacks r",
        effect: "a restore fails",
        advice: "make a signature with rwdl",
    }
    SAS_NO_DELETE = "app-service-sas-no-delete", Suspicious, rule: "AS-SAS-011" {
        title: "No permission to delete",
        cause: "sp lacks d",
        effect: "old backups stay and become DeleteFailed",
        advice: "make a signature with rwdl",
    }
    SAS_PERMISSION_ORDER = "app-service-sas-permission-order", Note, rule: "AS-SAS-012" {
        title: "Permissions in another order",
        cause: "the service asks for an order, and each letter once",
        effect: "the service may refuse it",
        advice: "order them as the message says",
    }
    SAS_NOT_UTC = "app-service-sas-not-utc", Suspicious, rule: "AS-SAS-013" {
        title: "A time that is not in UTC",
        cause: "a tool wrote local time",
        effect: "a report describes 403 Forbidden",
        advice: "write times in UTC, ending in Z",
    }
    SAS_ACCOUNT = "app-service-sas-account", Suspicious, rule: "AS-SAS-014" {
        title: "A signature for the whole account",
        cause: "ss and srt belong to an account signature",
        effect: "the service expects one for a container",
        advice: "make a container signature",
    }
    SAS_USER_DELEGATION = "app-service-sas-user-delegation", Suspicious, rule: "AS-SAS-015" {
        title: "A delegated key with a schedule",
        cause: "user delegation signatures last at most 7 days",
        effect: "scheduled backups fail after that",
        advice: "sign with the account's key, or with a stored access policy",
    }
    SAS_ADDRESS_RANGE = "app-service-sas-address-range", Suspicious, rule: "AS-SAS-016" {
        title: "Limited to addresses",
        cause: "sip names the addresses that may use it",
        effect: "the service calls from another address and is refused",
        advice: "make a signature without sip",
    }
    SAS_VERSION = "app-service-sas-version", Note, rule: "AS-SAS-017" {
        title: "An unreadable service version",
        cause: "sv is not a date",
        effect: "the service may refuse it",
        advice: "make a new signature",
    }
    SAS_HTTP = "app-service-sas-http", Note, rule: "AS-SAS-018" {
        title: "HTTP is allowed",
        cause: "spr names http",
        effect: "none; the data could travel unprotected",
        advice: "allow https only",
    }
    SAS_HOST = "app-service-sas-host", Suspicious, rule: "AS-SAS-019" {
        title: "Not a blob endpoint",
        cause: "the host is of another service, or a domain of your own",
        effect: "the service may not be able to store backups there",
        advice: "give the address of a blob container",
    }
}
