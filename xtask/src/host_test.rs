//! The settings for hosts, tried: nginx and Caddy as Debian packs them serve the built page, and each of its addresses must
//! come with the headers that `_headers` says, no more and no fewer. IIS can't be run here; its file is compared as text only.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::hosts::{CADDY_LISTEN, FOLDER, NGINX_LISTEN};
use crate::serve::{Headers, Policy, media_type};
use crate::system;
use crate::work::{files_below, program, scratch, www};

/// A server gets so long to start.
const START: Duration = Duration::from_secs(20);

/// What a server says of itself.
const LOG: &str = "server.log";

/// Headers that a server adds of its own accord and that promise nothing.
const HARMLESS: [&str; 12] = [
    "accept-ranges",
    "alt-svc",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "server",
    "transfer-encoding",
    "vary",
];

/// A server that ends with us.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs those of the servers that are there, one after the other, with the page that was built last.
///
/// # Errors
/// When there is no page, or one does not start, or answers otherwise than the file of headers says.
pub fn run() -> Result<()> {
    let page = www().join("dist");
    if !page.join("index.html").is_file() {
        bail!("there is no page in www/dist: cargo xtask build");
    }
    for (name, start) in [("nginx", nginx as Start), ("caddy", caddy as Start)] {
        let Some(binary) = system::web_server(name) else {
            println!("    {name}: not installed, left out");
            continue;
        };
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let work = scratch("hosts")?;
        let server = Running(start(&binary, &work, &page, port)?);
        let count = compare(name, &page, port).with_context(|| {
            let said = std::fs::read_to_string(work.join(LOG)).unwrap_or_default();
            format!("{name} itself said:\n{said}")
        })?;
        drop(server);
        println!("    {name}: {count} addresses come with their headers");
    }
    println!("    IIS: not run; web.config is compared as text");
    Ok(())
}

type Start = fn(&Path, &Path, &Path, u16) -> Result<Child>;

/// The settings with the folder and the port of this test; each stands in them once.
fn settings(name: &str, page: &Path, listen: &str, here: &str) -> Result<String> {
    let text = std::fs::read_to_string(crate::hosts::folder().join(name))?;
    if text.matches(FOLDER).count() != 1 || text.matches(listen).count() != 1 {
        bail!("{name} does not say once where the page lies and where to listen");
    }
    let folder = page.to_str().context("a folder whose name is no text")?;
    Ok(text.replace(FOLDER, folder).replace(listen, here))
}

fn started(command: &mut Command, work: &Path) -> Result<Child> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(work.join(LOG))?)
        .spawn()
        .context("starting the server")
}

fn nginx(binary: &Path, work: &Path, page: &Path, port: u16) -> Result<Child> {
    let server = settings(
        "nginx.conf",
        page,
        NGINX_LISTEN,
        &format!("listen 127.0.0.1:{port};"),
    )?;
    let place = |name: &str| work.join(name).display().to_string();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {};\n", place(kind)))
        .collect();
    // Workers run as the user that started it, who can read the page.
    let user = if system::is_root() {
        "user root;\n"
    } else {
        ""
    };
    let whole = format!(
        "{user}daemon off;\nworker_processes 1;\npid {};\nerror_log stderr error;\nevents {{}}\n\
         http {{\naccess_log off;\n{temporary}{server}}}\n",
        place("nginx.pid")
    );
    let file = work.join("nginx.conf");
    std::fs::write(&file, whole)?;
    started(
        program(binary, work)
            .arg("-p")
            .arg(work)
            .arg("-c")
            .arg(&file),
        work,
    )
}

fn caddy(binary: &Path, work: &Path, page: &Path, port: u16) -> Result<Child> {
    let here = format!("http://127.0.0.1:{port} {{");
    let site = settings("Caddyfile", page, CADDY_LISTEN, &here)?;
    let file = work.join("Caddyfile");
    std::fs::write(
        &file,
        format!("{{\n\tadmin off\n\tauto_https off\n\tlog {{\n\t\tlevel ERROR\n\t}}\n}}\n{site}"),
    )?;
    started(
        program(binary, work)
            .args(["run", "--adapter", "caddyfile", "--config"])
            .arg(&file)
            .env("XDG_DATA_HOME", work)
            .env("XDG_CONFIG_HOME", work),
        work,
    )
}

/// An answer: its status, its headers with small letters, and its bytes.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    bytes: Vec<u8>,
}

fn get(port: u16, address: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    stream.set_read_timeout(Some(START))?;
    write!(
        stream,
        "GET {address} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .context("an answer without an end of its head")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok())
        .context("an answer without a status")?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Ok(Answer {
        status,
        headers,
        bytes: bytes.split_off(end + 4),
    })
}

/// Holds every file of the page and what is not there against the file of headers; says how many addresses that were.
fn compare(name: &str, page: &Path, port: u16) -> Result<usize> {
    let headers = Headers::read(&page.join("_headers"), &Policy::Whole)?;
    let start = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if start.elapsed() > START {
            bail!("{name} did not start");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut addresses: Vec<(String, Option<std::path::PathBuf>)> = vec![
        ("/".to_owned(), Some("index.html".into())),
        ("/not-there.js".to_owned(), None),
        ("/_headers".to_owned(), None),
    ];
    for file in files_below(page)? {
        let plain = file.to_string_lossy().replace('\\', "/");
        // Servers may send who asks for it to the folder.
        if plain != "_headers" && plain != "index.html" {
            addresses.push((format!("/{plain}"), Some(file)));
        }
    }
    for (address, file) in &addresses {
        let answer = get(port, address)?;
        let wanted = if file.is_some() { 200 } else { 404 };
        if answer.status != wanted {
            bail!("{name}: {address}: status {}", answer.status);
        }
        let mut sent: Vec<(String, String)> = answer
            .headers
            .iter()
            .filter(|(name, _)| !HARMLESS.contains(&name.as_str()))
            .cloned()
            .collect();
        let mut said: Vec<(String, String)> = headers
            .of(address)
            .into_iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        sent.sort();
        said.sort();
        if sent != said {
            bail!("{name}: {address}: sent {sent:#?}, and not {said:#?}");
        }
        let Some(file) = file else { continue };
        if answer.bytes != std::fs::read(page.join(file))? {
            bail!("{name}: {address}: other bytes than the file's");
        }
        let kind = |text: &str| text.split(';').next().unwrap_or(text).trim().to_owned();
        let found = answer
            .headers
            .iter()
            .find(|(name, _)| name == "content-type");
        let found = found.map_or("", |(_, value)| value);
        if file.extension().is_some() && kind(found) != kind(media_type(file)) {
            bail!("{name}: {address}: is sent as {found}");
        }
    }
    Ok(addresses.len())
}
