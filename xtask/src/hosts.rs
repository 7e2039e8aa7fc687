//! Settings for common hosts, written from the one source of all headers, `www/public/_headers`: what a host that knows no
//! such files has to be told. `docs/hosting` has them; a test holds that they are current.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;

use crate::serve::{Headers, MEDIA_TYPES, Policy};
use crate::work::{root, www};

/// A file of settings for one host.
struct Host {
    name: &'static str,
    write: fn(&Site) -> String,
}

const HOSTS: [Host; 3] = [
    Host {
        name: "nginx.conf",
        write: nginx,
    },
    Host {
        name: "Caddyfile",
        write: caddy,
    },
    Host {
        name: "web.config",
        write: iis,
    },
];

/// Where the page lies, as the settings say; whoever takes them puts their own there.
pub const FOLDER: &str = "/srv/backup-inspector";
/// Where nginx listens, as its settings say.
pub const NGINX_LISTEN: &str = "listen 80;";
/// Where Caddy listens, as its settings say.
pub const CADDY_LISTEN: &str = ":80 {";

const WHY: &str =
    "Written by `cargo xtask types` from www/public/_headers, which says why each header is there.";

/// Headers of one address.
type Sent = Vec<(String, String)>;

/// What is sent: for all addresses, and for those that have headers of their own.
struct Site {
    all: Sent,
    own: Vec<(String, Sent)>,
}

impl Site {
    fn read() -> Result<Site> {
        let headers = Headers::read(&www().join("public/_headers"), &Policy::Whole)?;
        let of = |address: &str| -> Sent {
            let found = headers.of(address).into_iter();
            found
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        };
        Ok(Site {
            all: of("/"),
            own: headers
                .addresses()
                .filter(|address| !address.ends_with('*'))
                .map(|address| (address.to_owned(), of(address)))
                .collect(),
        })
    }
}

/// The folder of the settings.
pub fn folder() -> PathBuf {
    root().join("docs/hosting")
}

/// Name and text of each file of settings.
///
/// # Errors
/// When the headers can't be read.
pub fn all() -> Result<Vec<(&'static str, String)>> {
    let site = Site::read()?;
    Ok(HOSTS
        .iter()
        .map(|host| (host.name, (host.write)(&site)))
        .collect())
}

/// Writes them anew.
///
/// # Errors
/// When the headers can't be read or a file can't be written.
pub fn write() -> Result<()> {
    for (name, text) in all()? {
        std::fs::write(folder().join(name), text)?;
    }
    Ok(())
}

/// A `server` for nginx, to be included inside of `http`.
fn nginx(site: &Site) -> String {
    let mut text = format!(
        "# {WHY}\nserver {{\n    {NGINX_LISTEN}\n    root {FOLDER};\n    index index.html;\n    server_tokens off;\n\n    types {{\n"
    );
    for (media_type, endings) in MEDIA_TYPES {
        let bare = media_type.split(';').next().unwrap_or(media_type);
        let _ = writeln!(text, "        {bare} {};", endings.join(" "));
    }
    text += "    }\n    default_type application/octet-stream;\n    charset utf-8;\n    \
             charset_types text/css text/javascript text/plain application/json application/manifest+json;\n";
    let add = |text: &mut String, sent: &Sent, indent: &str| {
        for (name, value) in sent {
            // `always`: with errors, too.
            let _ = writeln!(text, "{indent}add_header {name} \"{value}\" always;");
        }
    };
    text.push('\n');
    add(&mut text, &site.all, "    ");
    text += "\n    location = /_headers {\n        return 404;\n    }\n";
    for (address, sent) in &site.own {
        // A place with headers of its own has none of those above.
        let _ = writeln!(text, "\n    location = {address} {{");
        add(&mut text, sent, "        ");
        text += "    }\n";
    }
    text + "}\n"
}

/// A site for Caddy. Inside of `route` things are done in the order in which they stand; elsewhere Caddy has its own.
fn caddy(site: &Site) -> String {
    let mut text =
        format!("# {WHY}\n{CADDY_LISTEN}\n\troot * {FOLDER}\n\tencode gzip\n\n\troute {{\n");
    let add = |text: &mut String, matcher: &str, sent: &Sent| {
        let _ = writeln!(text, "\t\theader{matcher} {{");
        for (name, value) in sent {
            let _ = writeln!(text, "\t\t\t{name} \"{value}\"");
        }
        text.push_str("\t\t}\n");
    };
    add(&mut text, "", &site.all);
    for (address, sent) in &site.own {
        add(&mut text, &format!(" {address}"), sent);
    }
    for (at, (media_type, endings)) in MEDIA_TYPES.iter().enumerate() {
        let paths: Vec<String> = endings.iter().map(|ending| format!("*.{ending}")).collect();
        let _ = writeln!(
            text,
            "\t\t@type{at} path {}\n\t\theader @type{at} Content-Type \"{media_type}\"",
            paths.join(" ")
        );
    }
    text + "\t\trespond /_headers 404\n\t\tfile_server\n\t}\n}\n"
}

/// `web.config` for IIS, to be laid beside `index.html`.
fn iis(site: &Site) -> String {
    let escape = |value: &str| {
        value
            .replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('<', "&lt;")
    };
    let add = |text: &mut String, sent: &Sent, indent: &str| {
        let _ = writeln!(text, "{indent}<httpProtocol>\n{indent}  <customHeaders>");
        for (name, value) in sent {
            let _ = writeln!(text, "{indent}    <remove name=\"{name}\" />");
            let value = escape(value);
            let _ = writeln!(
                text,
                "{indent}    <add name=\"{name}\" value=\"{value}\" />"
            );
        }
        let _ = writeln!(text, "{indent}  </customHeaders>\n{indent}</httpProtocol>");
    };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- {WHY} -->\n<configuration>\n  <system.webServer>\n"
    );
    add(&mut text, &site.all, "    ");
    text += "    <staticContent>\n";
    for (media_type, endings) in MEDIA_TYPES {
        for ending in endings {
            let _ = writeln!(
                text,
                "      <remove fileExtension=\".{ending}\" />\n      <mimeMap fileExtension=\".{ending}\" mimeType=\"{media_type}\" />"
            );
        }
    }
    text += "    </staticContent>\n    <security>\n      <requestFiltering>\n        <hiddenSegments>\n          \
             <add segment=\"_headers\" />\n        </hiddenSegments>\n      </requestFiltering>\n    </security>\n  </system.webServer>\n";
    for (address, sent) in &site.own {
        let path = address.trim_start_matches('/');
        let _ = writeln!(text, "  <location path=\"{path}\">\n    <system.webServer>");
        add(&mut text, sent, "      ");
        text += "    </system.webServer>\n  </location>\n";
    }
    text + "</configuration>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_for_hosts_are_current() {
        for (name, text) in all().unwrap() {
            let path = folder().join(name);
            let found = std::fs::read_to_string(&path).unwrap();
            assert_eq!(
                found, text,
                "{name} is not what `_headers` says: cargo xtask types"
            );
        }
    }

    #[test]
    fn every_header_and_every_address_is_in_each_of_them() {
        let site = Site::read().unwrap();
        assert_eq!(
            site.own.len(),
            1,
            "the service worker alone has headers of its own"
        );
        for (name, text) in all().unwrap() {
            for (address, sent) in [("", &site.all)].into_iter().chain(
                site.own
                    .iter()
                    .map(|(address, sent)| (address.as_str(), sent)),
            ) {
                assert!(
                    text.contains(address.trim_start_matches('/')),
                    "{name}: {address}"
                );
                for (header, value) in sent {
                    assert!(
                        text.contains(header) && text.contains(value),
                        "{name}: {header}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_container_takes_the_settings_for_caddy_in_twenty_lines() {
        let text = std::fs::read_to_string(folder().join("Containerfile")).unwrap();
        assert!(text.lines().count() <= 20);
        for named in [FOLDER, "COPY hosts/Caddyfile", "COPY page/", CADDY_LISTEN] {
            assert!(text.contains(named), "{named}");
        }
    }
}
