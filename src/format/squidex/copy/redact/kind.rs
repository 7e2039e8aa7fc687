//! What redaction takes out, by kind.

/// Declares [`Kind`]: `Variant "name" "title" "text"`.
macro_rules! kinds {
    ($($variant:ident $name:literal $title:literal $text:literal)*) => {
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
        }
    };
}

kinds! {
    Users "users" "E-mail addresses and user ids"
        "who acted, contributed or was mentioned; each person becomes user-1, user-2 …, with an address that leads nowhere"
    ClientSecrets "client-secrets" "Client secrets"
        "with them the API of the source app can be used; each becomes another one that nobody knows"
    ApiKeys "api-keys" "API keys in contents"
        "keys of fields of the type user info"
    RuleSecrets "rule-secrets" "What rules send, and where to"
        "addresses, keys, passwords and texts in the steps and actions of rules, and old webhooks"
    Scripts "scripts" "Scripts and expressions"
        "of schemas, assets, rules and workflows; they often hold keys"
    Links "links" "Preview and editor addresses"
        "addresses in schemas, fields and settings, often with a token"
    Comments "comments" "Comments"
        "their texts and links"
    Contents "contents" "Values of contents"
        "the data of contents that exist; the contents stay, empty"
    DeletedContents "deleted-contents" "Values of deleted contents"
        "the data of contents that end as deleted: it is still inside of the backup"
    Files "files" "Files"
        "the current file of each asset, and the picture of the app; the assets stay, with empty files"
    OldFiles "old-files" "Files of earlier versions and deleted assets"
        "they are still inside of the backup"
    FileNames "file-names" "Names of files and folders"
        "each becomes file-1.png, folder-2 …"
    PhotoMetadata "photo-metadata" "Metadata of files"
        "places, authors, cameras; width and height stay. What is inside of a file goes with the file only"
    Tags "tags" "Names of tags"
        "each becomes tag-1, tag-2 …"
    Descriptions "descriptions" "Labels, hints and default values"
        "texts that people wrote for schemas, fields, rules, clients, patterns and the app itself"
    Settings "settings" "Settings of the interface"
        "a free form that may hold anything; it becomes an empty object"
    ServerAddress "server-address" "Address of the server"
        "Urls.json; without it links to files in contents stay as they are"
    Unknown "unknown" "What is not known"
        "fields, headers and entries that no table of ours has; they always go"
}

impl Kind {
    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether it can be kept.
    pub const fn can_stay(self) -> bool {
        !matches!(self, Kind::Unknown)
    }
}
