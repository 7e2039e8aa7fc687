//! A set to look at, made up: the archive of a small shop with its XML, its log, its record and the configuration that
//! made it. Its dates lie shortly before the present, so that its schedule has a past and a future.

use std::fmt::Write as _;
use std::rc::Rc;

use jiff::{SignedDuration, Timestamp};

use super::schedule::DAY_SECONDS;
use crate::container::zip::read_within;
use crate::container::zip::writer::Strung;
use crate::error::Error;
use crate::source::ReadAt;

/// The app that the backup is of.
const APP: &str = "fabrikam-shop";

/// Its address in the management API.
const SITE: &str = "/subscriptions/00001111-2222-3333-4444-555566667777/resourceGroups/fabrikam-rg/providers/Microsoft.Web/sites/fabrikam-shop";

/// Name of the database in the archive, and in the manifest.
const DATABASE: &str = "fabrikam-orders";

/// Hour of a run, in seconds behind midnight.
const RUN_SECONDS: i64 = 3 * 3_600;

/// The run lies so many days back at least.
const DAYS_BACK: i64 = 2;

/// The schedule began so many days before the run.
const HISTORY_DAYS: i64 = 28;

/// The signature ends so many days behind the run: within the year that is simulated.
const SIGNATURE_DAYS: i64 = 100;

/// Seconds that the run took.
const TOOK_SECONDS: i64 = 214;

/// Files of the site below `fs`, with their sizes in bytes.
const FILES: [(&str, usize); 34] = [
    ("site/wwwroot/web.config", 3_110),
    ("site/wwwroot/_backup.filter", 0),
    ("site/wwwroot/appsettings.json", 1_840),
    ("site/wwwroot/Fabrikam.Shop.dll", 412_160),
    ("site/wwwroot/Fabrikam.Shop.pdb", 188_416),
    ("site/wwwroot/Fabrikam.Orders.dll", 96_256),
    ("site/wwwroot/Microsoft.Data.SqlClient.dll", 318_976),
    ("site/wwwroot/Newtonsoft.Json.dll", 129_024),
    ("site/wwwroot/Views/Home/Index.cshtml", 6_240),
    ("site/wwwroot/Views/Home/About.cshtml", 3_310),
    ("site/wwwroot/Views/Cart/Index.cshtml", 5_980),
    ("site/wwwroot/Views/Shared/_Layout.cshtml", 4_420),
    ("site/wwwroot/wwwroot/css/site.css", 28_800),
    ("site/wwwroot/wwwroot/js/site.js", 44_700),
    ("site/wwwroot/wwwroot/lib/jquery/jquery.min.js", 88_145),
    (
        "site/wwwroot/wwwroot/lib/bootstrap/bootstrap.min.css",
        160_302,
    ),
    ("site/wwwroot/wwwroot/fonts/fabrikam.woff2", 61_440),
    ("site/wwwroot/wwwroot/images/hero.jpg", 384_220),
    ("site/wwwroot/wwwroot/images/logo.svg", 5_120),
    ("site/wwwroot/wwwroot/images/products/bicycle.jpg", 142_710),
    ("site/wwwroot/wwwroot/images/products/helmet.jpg", 97_640),
    ("site/wwwroot/wwwroot/images/products/lamp.jpg", 88_130),
    ("site/wwwroot/wwwroot/images/products/pump.jpg", 64_900),
    ("site/wwwroot/App_Data/catalogue.json", 212_480),
    ("site/wwwroot/App_Data/prices.csv", 31_770),
    ("site/wwwroot/docs/terms.pdf", 118_300),
    ("site/wwwroot/docs/returns.pdf", 74_220),
    ("site/deployments/3f9c2a/log.log", 9_430),
    ("site/deployments/3f9c2a/manifest", 2_200),
    ("LogFiles/eventlog.xml", 16_640),
    ("LogFiles/http/RawLogs/today.log", 131_072),
    ("LogFiles/Application/diagnostics.txt", 48_310),
    ("data/DaaS/sessions/1.json", 3_900),
    ("ASP.NET/DataProtection-Keys/key.xml", 1_120),
];

/// What the filter leaves out of later backups.
const FILTER: &str = "\\site\\wwwroot\\App_Data\\cache\r\n\\LogFiles\\http\r\n";

/// Rows of the database that is in the archive.
const ORDERS: u64 = 1_842;

/// The files, by their paths in a folder.
///
/// # Errors
/// None in practice: nothing is read but what was just made.
pub fn files(now: Timestamp) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let midnight = now.as_second().div_euclid(DAY_SECONDS) * DAY_SECONDS;
    let created = at(midnight - DAYS_BACK * DAY_SECONDS + RUN_SECONDS);
    let archive = archive(created)?;
    // To the minute. `strftime` would be 30 kB of the page's engine.
    let minute: String = (created.to_string().chars())
        .filter(char::is_ascii_digit)
        .take("YYYYMMDDhhmm".len())
        .collect();
    let stem = format!("{APP}_{minute}");
    let record = record(&stem, created, archive.len());
    Ok(vec![
        (format!("{stem}.zip"), archive),
        (format!("{stem}.xml"), manifest().into_bytes()),
        (format!("{stem}.log"), log(created).into_bytes()),
        (format!("{stem}.json"), record.into_bytes()),
        (
            "backup-configuration.json".into(),
            configuration(created).into_bytes(),
        ),
    ])
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn later(from: Timestamp, seconds: i64) -> Timestamp {
    from.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(from)
}

/// Text of so many bytes that says where it is from.
fn filler(path: &str, bytes: usize) -> Vec<u8> {
    let line = format!("This file is made up, as an example: {path}\r\n");
    line.bytes().cycle().take(bytes).collect()
}

fn packed(entries: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, Error> {
    let entries: Vec<(String, Rc<dyn ReadAt>)> = entries
        .into_iter()
        .map(|(name, bytes)| (name, Rc::new(bytes) as Rc<dyn ReadAt>))
        .collect();
    let strung = Strung::new(&entries)?;
    // Of our own making: a few MB.
    let mut bytes = vec![0; usize::try_from(strung.len()).unwrap_or(0)];
    let read = read_within(&strung, 0, &mut bytes)?;
    bytes.truncate(read);
    Ok(bytes)
}

fn archive(created: Timestamp) -> Result<Vec<u8>, Error> {
    let mut entries: Vec<(String, Vec<u8>)> = FILES
        .iter()
        .map(|(path, bytes)| {
            let content = if path.ends_with("_backup.filter") {
                FILTER.as_bytes().to_vec()
            } else {
                filler(path, *bytes)
            };
            // As the service writes them.
            (format!("fs/{path}").replace('/', "\\"), content)
        })
        .collect();
    entries.push((DATABASE.into(), bacpac(created)?));
    entries.push(("meta".into(), b"example".to_vec()));
    packed(entries)
}

/// A small BACPAC.
fn bacpac(created: Timestamp) -> Result<Vec<u8>, Error> {
    let model = "<?xml version=\"1.0\" encoding=\"utf-8\"?><DataSchemaModel DspName=\"Microsoft.Data.Tools.Schema.Sql.SqlAzureV12DatabaseSchemaProvider\"><Model><Element Type=\"SqlTable\" Name=\"[dbo].[Orders]\"/><Element Type=\"SqlTable\" Name=\"[dbo].[Customers]\"/><Element Type=\"SqlTable\" Name=\"[dbo].[Products]\"/></Model></DataSchemaModel>";
    let origin = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><DacOrigin><Operation><Start>{created}</Start><ProductVersion>162.0</ProductVersion></Operation><Server><ServerVersion>12.0.2000.8</ServerVersion></Server><ExportStatistics><TableRowCountTotal>{ORDERS}</TableRowCountTotal></ExportStatistics></DacOrigin>"
    );
    packed(vec![
        ("model.xml".into(), model.into()),
        ("Origin.xml".into(), origin.into_bytes()),
        (
            "Data/dbo.Orders/TableData-000-00000.BCP".into(),
            filler("dbo.Orders", 245_760),
        ),
        (
            "Data/dbo.Customers/TableData-000-00000.BCP".into(),
            filler("dbo.Customers", 81_920),
        ),
        (
            "Data/dbo.Products/TableData-000-00000.BCP".into(),
            filler("dbo.Products", 24_576),
        ),
    ])
}

fn manifest() -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<BackupDescription>\r\n  <Databases>\r\n    <DatabaseBackupDescription>\r\n      <FileName>{DATABASE}</FileName>\r\n    </DatabaseBackupDescription>\r\n  </Databases>\r\n</BackupDescription>\r\n"
    )
}

/// What makes the backup a partial one.
const TROUBLE: &str = "Sharing violation to fs\\site\\wwwroot\\App_Data\\session.lock";

fn log(created: Timestamp) -> String {
    let mut text = String::new();
    for (after, line) in [
        (0, "Backup started."),
        (61, TROUBLE),
        (
            TOOK_SECONDS,
            "Backup finished with warnings: 1 file was left out.",
        ),
    ] {
        // Writing into a String can't fail.
        let _ = write!(text, "{} {line}\r\n", later(created, after));
    }
    text
}

/// Bytes of the site and of the database in it.
fn content_bytes() -> usize {
    FILES.iter().map(|(_, bytes)| bytes).sum()
}

fn record(stem: &str, created: Timestamp, bytes: usize) -> String {
    let finished = later(created, TOOK_SECONDS);
    let (site, trouble) = (content_bytes(), TROUBLE.replace('\\', "\\\\"));
    format!(
        r#"{{
 "id": "{SITE}/backups/4711",
 "name": "{APP}",
 "type": "Microsoft.Web/sites/backups",
 "properties": {{
  "id": 4711,
  "storageAccountUrl": "",
  "blobName": "{stem}.zip",
  "backupName": "{stem}.zip",
  "status": "PartiallySucceeded",
  "sizeInBytes": {bytes},
  "websiteSizeInBytes": {site},
  "created": "{created}",
  "finishedTimeStamp": "{finished}",
  "log": "{trouble}",
  "databases": [{{ "databaseType": "SqlAzure", "name": "{DATABASE}", "connectionStringName": "Orders" }}],
  "scheduled": true
 }}
}}
"#
    )
}

fn configuration(created: Timestamp) -> String {
    let start = later(created, -HISTORY_DAYS * DAY_SECONDS);
    let end = later(created, SIGNATURE_DAYS * DAY_SECONDS)
        .to_string()
        .replace(':', "%3A");
    format!(
        r#"{{
 "id": "{SITE}/config/backup",
 "name": "{APP}",
 "type": "Microsoft.Web/sites/config",
 "properties": {{
  "backupName": "{APP}",
  "enabled": true,
  "storageAccountUrl": "https://fabrikambackups.blob.core.windows.net/sitebackups?sv=2023-11-03&sr=c&sp=rwdl&se={end}&spr=https&sig=PLACEHOLDER",
  "backupSchedule": {{
   "frequencyInterval": 7,
   "frequencyUnit": "Day",
   "keepAtLeastOneBackup": true,
   "retentionPeriodInDays": 30,
   "startTime": "{start}",
   "lastExecutionTime": "{created}"
  }},
  "databases": [{{ "databaseType": "SqlAzure", "name": "{DATABASE}", "connectionStringName": "Orders" }}]
 }}
}}
"#
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::format::Options;
    use crate::open;
    use crate::report::{Outcome, Severity};
    use crate::scan;
    use crate::source::Input;

    const NOW: &str = "2026-11-28T12:00:00Z";

    fn example() -> Vec<(String, Vec<u8>)> {
        files(NOW.parse().unwrap()).unwrap()
    }

    #[test]
    fn it_is_the_same_whenever_it_is_made_at_the_same_time() {
        assert_eq!(example(), example());
        assert_eq!(example()[0].0, "fabrikam-shop_202611260300.zip");
    }

    #[test]
    fn it_is_one_backup_that_restores_with_a_loss_and_its_configuration() {
        let inputs = example()
            .into_iter()
            .map(|(path, bytes)| Input::new(path, bytes))
            .collect();
        let mut sets = open::open(inputs).unwrap();
        assert_eq!(sets.len(), 2);
        let options = Options {
            now: Some(NOW.into()),
            ..Options::default()
        };
        let backup = &mut sets[0];
        assert_eq!(backup.inputs.len(), 5);
        assert!(scan::run(backup, &mut |_| true).unwrap());
        let report = backup.report(&options);
        assert_eq!(report.verdict.outcome, Outcome::RestoresWithLoss);
        // Its faults are those that it is to show, and none of its making.
        assert!(
            report
                .findings
                .iter()
                .all(|finding| finding.severity != Severity::Fatal),
            "{:?}",
            report.findings
        );
        let body = report.app_service.as_ref().unwrap();
        let archive = body.archive.as_ref().unwrap();
        assert_eq!(archive.site_files, FILES.len() as u64);
        assert_eq!(archive.site_bytes, (content_bytes() + FILTER.len()) as u64);
        assert_eq!(
            body.databases[0].bacpac.as_ref().unwrap().rows,
            Some(ORDERS)
        );
        assert!(body.configuration.is_some() && body.manifest.is_some());
        assert_eq!(sets[1].report(&options).verdict.outcome, Outcome::Unknown);
    }
}
