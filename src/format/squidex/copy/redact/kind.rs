//! What redaction takes out, by kind.

/// Declares [`Kind`]: `Variant "name" "title" "text" "risk"`.
macro_rules! kinds {
    ($($variant:ident $name:literal $title:literal $text:literal $risk:literal)*) => {
        /// A kind of personal data, secret or free text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(usize)]
        pub enum Kind {
            $(#[doc = $text] $variant,)*
        }

        impl Kind {
            /// All of them, in the order of the panel.
            pub const ALL: &[Kind] = &[$(Kind::$variant),*];

            /// Stable name, for recipes.
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name,)* }
            }

            /// A few words.
            pub const fn title(self) -> &'static str {
                match self { $(Kind::$variant => $title,)* }
            }

            /// What it is and what takes its place.
            pub const fn text(self) -> &'static str {
                match self { $(Kind::$variant => $text,)* }
            }

            /// What others could do with it.
            pub const fn risk(self) -> &'static str {
                match self { $(Kind::$variant => $risk,)* }
            }
        }
    };
}

kinds! {
    Users "users" "E-mail addresses and user ids"
        "who acted, contributed or was mentioned; each person becomes user-1, user-2 …, with an address that leads nowhere"
        "they name the people who worked with the app and when; addresses are enough for mail that looks as if it came from a colleague"
    ClientSecrets "client-secrets" "Client secrets"
        "with them the API of the source app can be used; each becomes another one that nobody knows"
        "whoever has one reads and changes contents of the app that the backup was taken from, until the secret is changed there"
    ApiKeys "api-keys" "API keys in contents"
        "keys of fields of the type user info"
        "a key opens whatever it was made for, as long as nobody withdraws it there"
    RuleSecrets "rule-secrets" "What rules send, and where to"
        "addresses, keys, passwords and texts in the steps and actions of rules, and old webhooks"
        "with the keys and passwords others send messages, call services and read queues in your name; the addresses show what is behind your network"
    Scripts "scripts" "Scripts and expressions"
        "of schemas, assets, rules and workflows; they often hold keys"
        "they show how the app decides what is allowed, and any key in them can be used by others"
    Links "links" "Preview and editor addresses"
        "addresses in schemas, fields and settings, often with a token"
        "a token in an address opens the preview of contents that are not published"
    Comments "comments" "Comments"
        "their texts and links"
        "people write about each other and about customers in them, and never thought of strangers"
    Contents "contents" "Values of contents"
        "the data of contents that exist; the contents stay, empty"
        "everything that the app holds can be read, drafts and what is not published included"
    DeletedContents "deleted-contents" "Values of deleted contents"
        "the data of contents that end as deleted: it is still inside of the backup"
        "what was deleted, perhaps because somebody asked for it, can be read all the same"
    Files "files" "Files"
        "the current file of each asset, and the picture of the app; the assets stay, with empty files"
        "every file can be opened, also those that the server shows to nobody without an account"
    OldFiles "old-files" "Files of earlier versions and deleted assets"
        "they are still inside of the backup"
        "a file that was replaced or deleted for a reason can be opened all the same"
    FileNames "file-names" "Names of files and folders"
        "each becomes file-1.png, folder-2 …"
        "names of files often name people, customers and projects"
    PhotoMetadata "photo-metadata" "Metadata of files"
        "places, authors, cameras; width and height stay. What is inside of a file goes with the file only"
        "places and times of photos tell where people live and were"
    Tags "tags" "Names of tags"
        "each becomes tag-1, tag-2 …"
        "tags show how you sort customers, projects and people"
    Descriptions "descriptions" "Labels, hints and default values"
        "texts that people wrote for schemas, fields, rules, clients, patterns and the app itself"
        "they show how your business is built; default values may be real data"
    Settings "settings" "Settings of the interface"
        "a free form that may hold anything; it becomes an empty object"
        "whatever a plugin of the interface stored can be read, a key included"
    ServerAddress "server-address" "Address of the server"
        "Urls.json; without it links to files in contents stay as they are"
        "it tells where your server is, for whoever wants to try secrets there"
    Unknown "unknown" "What is not known"
        "fields, headers and entries that no table of ours has; they always go"
        "nobody has looked at what it is; it is best treated as a secret"
}

impl Kind {
    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether it opens something: not even its first letter is shown.
    pub const fn is_secret(self) -> bool {
        matches!(
            self,
            Kind::ClientSecrets
                | Kind::ApiKeys
                | Kind::RuleSecrets
                | Kind::Scripts
                | Kind::Links
                | Kind::Settings
                | Kind::Unknown
        )
    }

    /// Whether it can be kept.
    pub const fn can_stay(self) -> bool {
        !matches!(self, Kind::Unknown)
    }
}
