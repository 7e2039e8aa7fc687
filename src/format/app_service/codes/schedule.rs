//! The schedule (AS-SCH).

use crate::report::codes;

codes! {
    SCHEDULE_NOT_USABLE = "app-service-schedule-not-usable", Suspicious, rule: "AS-SCH-001" {
        title: "The schedule is not usable",
        cause: "interval or unit are missing or wrong",
        effect: "no backup is made",
        advice: "set frequencyInterval to 1 or more and frequencyUnit to Day or Hour",
    }
    SCHEDULE_TOO_OFTEN = "app-service-schedule-too-often", Suspicious, rule: "AS-SCH-002" {
        title: "More often than the tier allows",
        cause: "the interval is below the tier's minimum",
        effect: "runs are skipped",
        advice: "choose a longer interval",
    }
    SCHEDULE_ABOVE_CAP = "app-service-schedule-above-cap", Suspicious, rule: "AS-SCH-003" {
        title: "More runs a day than the tier allows",
        cause: "the interval is short",
        effect: "runs are skipped",
        advice: "choose a longer interval",
    }
    SCHEDULE_GAPS = "app-service-schedule-gaps", DataLoss, rule: "AS-SCH-004" {
        title: "Times without any scheduled backup",
        cause: "backups are removed before the next one is made, and none is kept",
        effect: "at these times there is nothing to restore",
        advice: "keep at least one, or keep backups longer than the interval",
    }
    SCHEDULE_KEPT_FOR_EVER = "app-service-schedule-kept-for-ever", Note, rule: "AS-SCH-005" {
        title: "Backups are kept for ever",
        cause: "retention is 0",
        effect: "none; the storage grows",
        advice: "remove old backups yourself, or set a retention",
    }
    SCHEDULE_RETENTION_LONG = "app-service-schedule-retention-long", Note, rule: "AS-SCH-006" {
        title: "Longer retention than the portal offers",
        cause: "it was set through the API",
        effect: "none known",
        advice: "none needed",
    }
    SCHEDULE_OFF = "app-service-schedule-off", Note, rule: "AS-SCH-007" {
        title: "The schedule is off",
        cause: "enabled is false",
        effect: "no backup is made, and none is removed",
        advice: "set enabled to true",
    }
    SCHEDULE_RUNNING = "app-service-schedule-running", Note, rule: "AS-SCH-008" {
        title: "The schedule has been running",
        cause: "its start lies in the past",
        effect: "none; it is only said",
        advice: "none needed",
    }
    SCHEDULE_CLI_LOSES = "app-service-schedule-cli-loses", Suspicious, rule: "AS-SCH-009" {
        title: "The command line would lose a part of the schedule",
        cause: "az webapp config backup update keeps only the first database and sends no start time",
        effect: "the other databases are no longer backed up",
        advice: "use the REST request",
    }
    SCHEDULE_SIGNATURE_ENDS = "app-service-schedule-signature-ends", DataLoss, rule: "AS-SCH-010" {
        title: "The signature ends before the schedule does",
        cause: "a signature has an end",
        effect: "from then on no backup is made, and old ones stay",
        advice: "put a new signature into the configuration in time",
    }
    SCHEDULE_NONE_KEPT = "app-service-schedule-none-kept", Note, rule: "AS-SCH-011" {
        title: "No backup is kept whatever happens",
        cause: "keepAtLeastOneBackup is false",
        effect: "when backups begin to fail, the last good one is removed in time",
        advice: "set keepAtLeastOneBackup to true",
    }
    SCHEDULE_MISSING = "app-service-schedule-missing", Suspicious, rule: "AS-SCH-012" {
        title: "Switched on without a schedule",
        cause: "backupSchedule is missing",
        effect: "the service refuses the configuration, or makes no backups",
        advice: "give both",
    }
}
