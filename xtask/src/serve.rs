//! A small server for the built page on a loopback address: GET and HEAD of files, and the headers
//! of `www/public/_headers` on every response, those of worker scripts included (a policy in the
//! page does not bind its workers).

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::work::www;

/// First port that is tried when none is asked for.
const FIRST_PORT: u16 = 8080;
/// How many ports are tried.
const PORTS: u16 = 100;
/// A request line or header longer than this is refused.
const MAX_LINE_BYTES: usize = 8 * 1024;
/// More headers than this are refused.
const MAX_HEADERS: usize = 100;

/// A server that listens, and where.
pub struct Server {
    listener: TcpListener,
    /// Address in the form for a browser.
    pub url: String,
    site: Arc<Site>,
}

struct Site {
    root: PathBuf,
    headers: Vec<(String, String)>,
}

impl Server {
    /// Binds to `port`, or to the first free one from 8080 on.
    ///
    /// # Errors
    /// When no port is free or the headers can't be read.
    pub fn bind(root: &Path, port: Option<u16>) -> Result<Server> {
        let ports = match port {
            Some(port) => port..=port,
            None => FIRST_PORT..=FIRST_PORT + PORTS,
        };
        let mut last = None;
        for port in ports {
            match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))) {
                Ok(listener) => {
                    let url = format!("http://{}/", listener.local_addr()?);
                    let headers = read_headers(&www().join("public/_headers"))?;
                    return Ok(Server {
                        listener,
                        url,
                        site: Arc::new(Site {
                            root: root.to_path_buf(),
                            headers,
                        }),
                    });
                }
                Err(error) => last = Some(error),
            }
        }
        match last {
            Some(error) => Err(error).context("no free port (choose one with --port)"),
            None => bail!("no port to try"),
        }
    }

    /// Answers requests until the process ends.
    pub fn run(self) {
        // A connection that broke before it was taken is the other side's matter.
        for stream in self.listener.incoming().filter_map(Result::ok) {
            let site = Arc::clone(&self.site);
            std::thread::spawn(move || {
                // The browser may close a connection at any time; nothing is lost by that.
                let _ = connection(&stream, &site);
            });
        }
    }
}

/// Reads the headers of every response: the lines below `/*` of a `_headers` file, a form that static
/// hosts know as well. Lines that begin with `#` say why.
///
/// # Errors
/// When the file is missing or has no policy.
pub fn read_headers(file: &Path) -> Result<Vec<(String, String)>> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let mut headers = Vec::new();
    let mut everywhere = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if !line.starts_with(char::is_whitespace) {
            everywhere = trimmed == "/*";
        } else if everywhere {
            let (name, value) = trimmed
                .split_once(':')
                .with_context(|| format!("no header: {trimmed}"))?;
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-security-policy"))
    {
        bail!("{} names no Content-Security-Policy", file.display());
    }
    Ok(headers)
}

/// Answers the requests of one connection, one after the other.
fn connection(stream: &TcpStream, site: &Site) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut reader = BufReader::new(stream);
    loop {
        let Some(request) = read_line(&mut reader)? else {
            return Ok(());
        };
        let mut close = false;
        let mut headers = 0;
        loop {
            let Some(line) = read_line(&mut reader)? else {
                return Ok(());
            };
            if line.is_empty() {
                break;
            }
            headers += 1;
            if headers > MAX_HEADERS {
                return respond(
                    stream,
                    site,
                    431,
                    "text/plain; charset=utf-8",
                    b"too many headers\n",
                    true,
                    true,
                );
            }
            let line = line.to_ascii_lowercase();
            close |= line.starts_with("connection:") && line.contains("close");
            // We take no bodies: the rest of such a connection could not be told from a request.
            close |= line.starts_with("content-length:") || line.starts_with("transfer-encoding:");
        }
        let mut words = request.split(' ');
        let (method, address) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let body = method != "HEAD";
        if !matches!(method, "GET" | "HEAD") {
            respond(
                stream,
                site,
                405,
                "text/plain; charset=utf-8",
                b"only GET and HEAD\n",
                true,
                true,
            )?;
            return Ok(());
        }
        match find(&site.root, address).and_then(|path| Some((std::fs::read(&path).ok()?, path))) {
            Some((bytes, path)) => {
                respond(stream, site, 200, media_type(&path), &bytes, body, close)?
            }
            None => respond(
                stream,
                site,
                404,
                "text/plain; charset=utf-8",
                b"not found\n",
                body,
                close,
            )?,
        }
        if close {
            return Ok(());
        }
    }
}

/// One line without its end; `None` at the end of the connection or if it is too long.
fn read_line(reader: &mut impl BufRead) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        let (taken, done) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (buffer.len(), false),
        };
        line.extend_from_slice(&buffer[..taken]);
        reader.consume(taken);
        if line.len() > MAX_LINE_BYTES {
            return Ok(None);
        }
        if done {
            while line
                .last()
                .is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
            {
                line.pop();
            }
            return Ok(Some(String::from_utf8_lossy(&line).into_owned()));
        }
    }
}

/// The file that an address means; `None` if there is none, or if it would leave the folder.
fn find(root: &Path, address: &str) -> Option<PathBuf> {
    let path = address.split(['?', '#']).next()?.strip_prefix('/')?;
    let mut found = root.to_path_buf();
    for part in path.split('/') {
        let part = unescape(part)?;
        if part.is_empty() || part == "." {
            continue;
        }
        // Names of the built page are plain; anything that could mean another folder is refused.
        if part.starts_with('.') || part.contains(['/', '\\', ':', '\0']) || part == "_headers" {
            return None;
        }
        found.push(part);
    }
    if found.is_dir() {
        found.push("index.html");
    }
    found.is_file().then_some(found)
}

/// `%41` becomes `A`.
fn unescape(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json; charset=utf-8",
        Some("webmanifest") => "application/manifest+json; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("wasm") => "application/wasm",
        Some("zip") => "application/zip",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn respond(
    mut stream: &TcpStream,
    site: &Site,
    status: u16,
    media_type: &str,
    bytes: &[u8],
    body: bool,
    close: bool,
) -> std::io::Result<()> {
    let reason = match status {
        200 => "OK",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Request Header Fields Too Large",
    };
    let mut head = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\nConnection: {}\r\n",
        bytes.len(),
        if close { "close" } else { "keep-alive" }
    );
    if status == 405 {
        head.push_str("Allow: GET, HEAD\r\n");
    }
    for (name, value) in &site.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    if body {
        stream.write_all(bytes)?;
    }
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn ask(url: &str, request: &str) -> String {
        let address = url.trim_start_matches("http://").trim_end_matches('/');
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn serve() -> (String, PathBuf) {
        let folder =
            std::env::temp_dir().join(format!("backup-inspector-serve-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("site/sub")).unwrap();
        std::fs::write(folder.join("site/index.html"), "<p>hello").unwrap();
        std::fs::write(folder.join("site/sub/worker.js"), "1").unwrap();
        std::fs::write(folder.join("secret.txt"), "secret").unwrap();
        let server = Server::bind(&folder.join("site"), Some(0)).unwrap();
        let url = server.url.clone();
        std::thread::spawn(move || server.run());
        (url, folder)
    }

    #[test]
    fn files_come_with_type_and_policy_and_nothing_outside_the_folder_does() {
        let (url, folder) = serve();
        let get = |path: &str| {
            ask(
                &url,
                &format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
            )
        };

        let page = get("/");
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
        assert!(
            page.contains("Content-Type: text/html; charset=utf-8\r\n"),
            "{page}"
        );
        assert!(page.ends_with("<p>hello"), "{page}");

        for path in ["/", "/sub/worker.js?x=1", "/none"] {
            let answer = get(path);
            assert!(
                answer.contains("Content-Security-Policy: default-src 'none'; "),
                "{path}: {answer}"
            );
            assert!(answer.contains("connect-src 'none'"), "{path}: {answer}");
        }
        assert!(
            get("/sub/worker.js").contains("Content-Type: text/javascript"),
            "type of scripts"
        );

        for path in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/sub/..%2f..%2fsecret.txt",
            "//secret.txt",
            "/sub/",
        ] {
            let answer = get(path);
            assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        }

        let head = ask(&url, "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n");
        assert!(
            head.contains("Content-Length: 8\r\n") && head.ends_with("\r\n\r\n"),
            "{head}"
        );
        let post = ask(&url, "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n");
        assert!(post.starts_with("HTTP/1.1 405 "), "{post}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
