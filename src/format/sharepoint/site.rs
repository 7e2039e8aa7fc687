//! Site collections: the list that the person gives, and the files that may hold them (sections 4.2 and 6.7).

use super::kinds::file_name;
use crate::container::mtf::Guid;

/// Lines of a list that are read.
const MAX_SITES: usize = 100_000;

/// A list of site collections that host apps, and of content databases that have to be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteList {
    /// The site collections in their order.
    pub sites: Vec<Site>,
    /// Content databases by name (`Name : WSS_Content`).
    pub databases: Vec<String>,
    /// Lines that were not understood.
    pub not_understood: Vec<String>,
}

/// A site collection: URL, id, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// Normalised URL.
    pub url: Option<String>,
    /// Id.
    pub id: Option<Guid>,
}

impl Site {
    /// What to call it.
    pub fn name(&self) -> String {
        match (&self.url, self.id) {
            (Some(url), _) => url.clone(),
            (None, Some(id)) => id.to_string(),
            (None, None) => String::new(),
        }
    }

    /// Whether a URL or an id names it.
    pub fn is_named(&self, text: &str) -> bool {
        let by_url = self.url.is_some() && normalise_url(text) == self.url;
        by_url || self.id.is_some() && Guid::parse(text) == self.id
    }
}

/// Reads a list: bare URLs, bare GUIDs, and `Id : …` / `Url : …` as `Get-SPSite | format-list` prints them. An empty
/// line, or a key that comes again, starts the next one. `Name : …` names a content database.
pub fn parse_list(text: &str) -> SiteList {
    let mut list = SiteList::default();
    let mut open = Site::default();
    let close = |open: &mut Site, list: &mut SiteList| {
        if *open != Site::default() && list.sites.len() < MAX_SITES {
            let site = std::mem::take(open);
            if !list.sites.contains(&site) {
                list.sites.push(site);
            }
        }
    };
    for line in text.trim_start_matches('\u{feff}').lines() {
        let line = line.trim();
        if line.is_empty() {
            close(&mut open, &mut list);
            continue;
        }
        let pair = line
            .split_once(':')
            .map(|(key, value)| (key.trim().to_ascii_lowercase(), value.trim()));
        let understood = match pair {
            Some((key, value)) if key == "id" => {
                if open.id.is_some() {
                    close(&mut open, &mut list);
                }
                open.id = Guid::parse(value);
                open.id.is_some()
            }
            Some((key, value)) if key == "url" => {
                if open.url.is_some() {
                    close(&mut open, &mut list);
                }
                open.url = normalise_url(value);
                open.url.is_some()
            }
            Some((key, value)) if key == "name" && !value.is_empty() => {
                list.databases.push(value.to_owned());
                true
            }
            _ => {
                close(&mut open, &mut list);
                open = Site {
                    url: normalise_url(line),
                    id: Guid::parse(line),
                };
                let understood = open != Site::default();
                close(&mut open, &mut list);
                understood
            }
        };
        if !understood && list.not_understood.len() < MAX_SITES {
            list.not_understood.push(line.to_owned());
        }
    }
    close(&mut open, &mut list);
    list
}

/// Scheme and host in lower case, without default port and slash at the end; `None` if it is no `http` URL.
pub fn normalise_url(text: &str) -> Option<String> {
    let (scheme, rest) = text.trim().split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let (host, path) = match rest.find('/') {
        Some(at) => rest.split_at_checked(at)?,
        None => (rest, ""),
    };
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(default_port).unwrap_or(&host);
    if host.is_empty() || host.contains(char::is_whitespace) {
        return None;
    }
    Some(format!("{scheme}://{host}{}", path.trim_end_matches('/')))
}

/// Letters and digits in lower case.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// How well a file's name fits to a URL: the length of the part of the URL that it holds, 0 if it doesn't fit.
pub fn fit(path: &str, url: &str) -> usize {
    let name = plain(
        file_name(path)
            .rsplit_once('.')
            .map_or(file_name(path), |(stem, _)| stem),
    );
    let Some((_, rest)) = url.split_once("://") else {
        return 0;
    };
    let (host, below) = rest.split_once('/').unwrap_or((rest, ""));
    let wanted = match below.trim_end_matches('/').rsplit('/').next() {
        Some(segment) if !segment.is_empty() => plain(segment),
        _ => plain(host),
    };
    if wanted.is_empty() || !name.contains(&wanted) {
        return 0;
    }
    // A name that holds the host too fits better than one that holds the last segment alone.
    let whole = plain(rest);
    wanted.len()
        + if name.contains(&whole) {
            whole.len()
        } else {
            0
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_the_command_prints_them() {
        let text = "\r\nId  : 01234567-89ab-cdef-0123-456789abcdef\r\nUrl : https://Portal.Contoso.com:443/sites/travel/\r\n\r\n\
                    Id : {11234567-89ab-cdef-0123-456789abcdef}\nUrl:http://b\nhttps://c/x\n21234567-89ab-cdef-0123-456789abcdef\n\
                    Name : WSS_Content_2\nwhat is this";
        let list = parse_list(text);
        let names: Vec<String> = list.sites.iter().map(Site::name).collect();
        assert_eq!(
            names,
            [
                "https://portal.contoso.com/sites/travel",
                "http://b",
                "https://c/x",
                "21234567-89ab-cdef-0123-456789abcdef",
            ]
        );
        assert!(list.sites[0].id.is_some() && list.sites[1].id.is_some());
        assert_eq!(list.databases, ["WSS_Content_2"]);
        assert_eq!(list.not_understood, ["what is this"]);
        assert!(list.sites[0].is_named("https://portal.contoso.com/sites/travel/"));
    }

    #[test]
    fn names_of_files_suggest_their_site() {
        let travel = "https://portal.contoso.com/sites/travel";
        assert!(fit("x/portal.contoso.com.sites.travel.bak", travel) > fit("travel.bak", travel));
        assert!(fit("travel.bak", travel) > 0);
        assert_eq!(fit("hr.bak", travel), 0);
        assert!(fit("hr-contoso-com.bak", "https://hr.contoso.com") > 0);
    }
}
