//! The one server of the built page, for people, tests and the benchmark: GET and HEAD of files on a loopback address,
//! and the headers of `www/public/_headers` on every response, those of worker scripts included (a policy in the
//! page does not bind its workers). The build puts that file beside the page, and it is read from there, as hosts do: a
//! page that was built earlier is served with the policy that it was made for.
//!
//! It is our own since `tiny_http` 0.12 took 44 ms for a file of 3 to 60 kB on a kept connection (medians of 60; ours
//! 0.4 ms): it does not turn off Nagle's algorithm, so the last piece of a response waits for the browser's delayed
//! acknowledgement.

mod files;
mod headers;

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};

pub use files::{MEDIA_TYPES, media_type};
pub use headers::{Headers, Policy};

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
    headers: Headers,
    /// The page may be kept by its service worker.
    kept: bool,
}

impl Server {
    /// Binds to `port`, or to the first free one from 8080 on.
    ///
    /// # Errors
    /// When no port is free or the headers can't be read.
    pub fn bind(root: &Path, port: Option<u16>, policy: &Policy) -> Result<Server> {
        let ports = match port {
            Some(port) => port..=port,
            None => FIRST_PORT..=FIRST_PORT + PORTS,
        };
        let mut last = None;
        for port in ports {
            match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))) {
                Ok(listener) => {
                    let url = format!("http://{}/", listener.local_addr()?);
                    let headers = Headers::read(&root.join("_headers"), policy)?;
                    return Ok(Server {
                        listener,
                        url,
                        site: Arc::new(Site {
                            root: root.to_path_buf(),
                            headers,
                            kept: true,
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

    /// Without the script that keeps the page in the browser: whoever works at it wants what was built last, and the next
    /// thing that is served at this address is another.
    pub fn keeping_nothing(mut self) -> Server {
        if let Some(site) = Arc::get_mut(&mut self.site) {
            site.kept = false;
        }
        self
    }

    /// Answers requests from a thread, until the process ends; gives the address.
    pub fn run_beside(self) -> String {
        let url = self.url.clone();
        std::thread::spawn(move || self.run());
        url
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

/// Answers the requests of one connection, one after the other.
fn connection(stream: &TcpStream, site: &Site) -> std::io::Result<()> {
    // What is written last would else wait for the other side to acknowledge what came before: 40 ms a file.
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = Request::read(&mut reader)? {
        let answer = answer(&request, site);
        answer.write(stream, &site.headers.of(&request.address))?;
        if answer.close {
            break;
        }
    }
    Ok(())
}

/// What matters of a request.
struct Request {
    method: String,
    /// Path and what may follow.
    address: String,
    /// Nothing can be read behind it.
    close: bool,
    too_many_headers: bool,
}

impl Request {
    /// `None` at the end of the connection, or if it makes no sense to read on.
    fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
        let Some(line) = read_line(reader)? else {
            return Ok(None);
        };
        let mut words = line.split(' ').map(str::to_owned);
        let mut request = Request {
            method: words.next().unwrap_or_default(),
            address: words.next().unwrap_or_default(),
            close: false,
            too_many_headers: false,
        };
        for count in 0.. {
            let Some(line) = read_line(reader)? else {
                return Ok(None);
            };
            if line.is_empty() {
                break;
            }
            if count >= MAX_HEADERS {
                request.too_many_headers = true;
                break;
            }
            let line = line.to_ascii_lowercase();
            request.close |= line.starts_with("connection:") && line.contains("close");
            // We take no bodies: the rest of such a connection could not be told from a request.
            request.close |=
                line.starts_with("content-length:") || line.starts_with("transfer-encoding:");
        }
        Ok(Some(request))
    }
}

/// A response but for the headers that the page brings.
struct Answer {
    /// Number and words, and header lines of its own.
    status: &'static str,
    media_type: &'static str,
    bytes: Vec<u8>,
    /// Not for HEAD.
    with_body: bool,
    close: bool,
}

fn answer(request: &Request, site: &Site) -> Answer {
    let plain = |status, text: &str, close| Answer {
        status,
        media_type: "text/plain; charset=utf-8",
        bytes: text.as_bytes().to_vec(),
        with_body: request.method != "HEAD",
        close,
    };
    if request.too_many_headers {
        return plain(
            "431 Request Header Fields Too Large",
            "too many headers\n",
            true,
        );
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return plain(
            "405 Method Not Allowed\r\nAllow: GET, HEAD",
            "only GET and HEAD\n",
            true,
        );
    }
    let keeper = request.address.split(['?', '#']).next() == Some("/sw.js");
    let found = files::find(&site.root, &request.address)
        .filter(|_| site.kept || !keeper)
        .and_then(|path| Some((std::fs::read(&path).ok()?, path)));
    match found {
        Some((bytes, path)) => Answer {
            media_type: files::media_type(&path),
            bytes,
            ..plain("200 OK", "", request.close)
        },
        None => plain("404 Not Found", "not found\n", request.close),
    }
}

impl Answer {
    fn write(&self, mut stream: &TcpStream, headers: &[(&str, &str)]) -> std::io::Result<()> {
        let mut head = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\nConnection: {}\r\n",
            self.status,
            self.media_type,
            self.bytes.len(),
            if self.close { "close" } else { "keep-alive" }
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        if self.with_body {
            stream.write_all(&self.bytes)?;
        }
        stream.flush()
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
        let policy = crate::work::www().join("public/_headers");
        std::fs::copy(policy, folder.join("site/_headers")).unwrap();
        let server = Server::bind(&folder.join("site"), Some(0), &Policy::Whole).unwrap();
        (server.run_beside(), folder)
    }

    #[test]
    fn who_works_at_the_page_gets_no_script_that_keeps_it() {
        let folder =
            std::env::temp_dir().join(format!("backup-inspector-kept-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("sw.js"), "1").unwrap();
        let policy = crate::work::www().join("public/_headers");
        std::fs::copy(policy, folder.join("_headers")).unwrap();
        let bind = || Server::bind(&folder, Some(0), &Policy::Whole).unwrap();
        let request = "GET /sw.js?x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let answer = ask(&bind().run_beside(), request);
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("connect-src 'self'"), "{answer}");
        assert!(!answer.contains("connect-src 'none'"), "{answer}");
        let answer = ask(&bind().keeping_nothing().run_beside(), request);
        assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
        std::fs::remove_dir_all(folder).unwrap();
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
            "/_headers",
        ] {
            let answer = get(path);
            assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        }

        let head = ask(&url, "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n");
        assert!(
            head.contains("Content-Length: 8\r\n") && head.ends_with("\r\n\r\n"),
            "{head}"
        );
        let many = format!(
            "GET / HTTP/1.1\r\n{}\r\n",
            "A: b\r\n".repeat(MAX_HEADERS + 1)
        );
        assert!(ask(&url, &many).starts_with("HTTP/1.1 431 "));
        let post = ask(&url, "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n");
        assert!(post.starts_with("HTTP/1.1 405 "), "{post}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
