//! The role of a database, by its name or by what the person says (sections 1.1 and 3.8).

use serde::Serialize;

use crate::container::mtf::Guid;

/// Role of a database in a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "SharePointRole"))]
pub enum Role {
    /// Content of a web application: app packages and app data.
    Content,
    /// Farm configuration.
    Config,
    /// Secure Store Service.
    SecureStore,
    /// App Management Service.
    AppManagement,
    /// Content of Central Administration: none of the four.
    AdminContent,
    /// Subscription Settings Service: apps use it too, none of the four.
    SubscriptionSettings,
    /// A system database of SQL Server.
    System,
    /// Not known.
    Unknown,
}

impl Role {
    /// The four that a set needs.
    pub const REQUIRED: [Role; 4] = [
        Role::Content,
        Role::Config,
        Role::SecureStore,
        Role::AppManagement,
    ];

    /// Whether it is one of the four.
    pub fn is_required(self) -> bool {
        Role::REQUIRED.contains(&self)
    }

    /// The word of the report and of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Role::Content => "content",
            Role::Config => "config",
            Role::SecureStore => "secure_store",
            Role::AppManagement => "app_management",
            Role::AdminContent => "admin_content",
            Role::SubscriptionSettings => "subscription_settings",
            Role::System => "system",
            Role::Unknown => "unknown",
        }
    }

    /// The role of that word.
    pub fn by_word(word: &str) -> Option<Role> {
        let all = [
            Role::AdminContent,
            Role::SubscriptionSettings,
            Role::System,
            Role::Unknown,
        ];
        let word = word.trim().to_ascii_lowercase().replace('-', "_");
        Role::REQUIRED
            .into_iter()
            .chain(all)
            .find(|role| role.word() == word)
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Role::Content => "content database",
            Role::Config => "configuration database",
            Role::SecureStore => "Secure Store database",
            Role::AppManagement => "App Management database",
            Role::AdminContent => "content database of Central Administration",
            Role::SubscriptionSettings => "Subscription Settings database",
            Role::System => "system database of SQL Server",
            Role::Unknown => "database without a known role",
        }
    }
}

/// Where a role comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "SharePointRoleBy"))]
pub enum RoleBy {
    /// The name has exactly the documented form.
    DocumentedName,
    /// The name looks like it.
    Name,
    /// The person said so.
    Person,
    /// What kind of file it is.
    Content,
    /// The tables of the database, which no other has.
    Tables,
    /// Nothing tells it.
    Nothing,
}

/// The role that a database's name tells; the first pattern that matches wins.
pub fn role_of_name(database: &str) -> (Role, RoleBy) {
    let name = database.trim().to_ascii_lowercase();
    let starts = |prefix: &str| name.starts_with(prefix);
    let ends_in_guid = |prefix: &str| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| Guid::parse(rest).is_some() && !rest.starts_with('{'))
    };
    let guess = |role| (role, RoleBy::Name);
    let certain = |role| (role, RoleBy::DocumentedName);
    if name == "sharepoint_config" {
        return certain(Role::Config);
    }
    if starts("sharepoint_config_") {
        return guess(Role::Config);
    }
    if starts("sharepoint_admincontent") || starts("sharepoint_admin_content") {
        return guess(Role::AdminContent);
    }
    if ends_in_guid("secure_store_service_db_") {
        return certain(Role::SecureStore);
    }
    let secure = name.find("secure");
    let store_behind =
        secure.is_some_and(|at| name.get(at..).is_some_and(|rest| rest.contains("store")));
    if starts("secure_store_service_db") || store_behind {
        return guess(Role::SecureStore);
    }
    if ends_in_guid("app_management_") {
        return certain(Role::AppManagement);
    }
    if starts("app_management") || starts("appmanagement") || starts("appmng_service_db_") {
        return guess(Role::AppManagement);
    }
    if name == "wss_content" {
        return certain(Role::Content);
    }
    if starts("wss_content_") {
        return guess(Role::Content);
    }
    if starts("settingsservicedb") || starts("subscriptionsettings") {
        return guess(Role::SubscriptionSettings);
    }
    if ["master", "model", "msdb", "tempdb"].contains(&name.as_str()) {
        return certain(Role::System);
    }
    (Role::Unknown, RoleBy::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_names_are_certain_and_others_are_guesses() {
        let guid = "0f6f1f0e-35c1-4a0e-8a3d-6b1d3a5e9c22";
        for (name, role, by) in [
            ("WSS_Content", Role::Content, RoleBy::DocumentedName),
            ("wss_content_portal", Role::Content, RoleBy::Name),
            ("SharePoint_Config", Role::Config, RoleBy::DocumentedName),
            ("SharePoint_Config_2", Role::Config, RoleBy::Name),
            (
                "SharePoint_AdminContent_x",
                Role::AdminContent,
                RoleBy::Name,
            ),
            ("SharePoint_Admin_Content", Role::AdminContent, RoleBy::Name),
            (
                &format!("Secure_Store_Service_DB_{guid}"),
                Role::SecureStore,
                RoleBy::DocumentedName,
            ),
            (
                &format!("App_Management_{}", guid.replace('-', "")),
                Role::AppManagement,
                RoleBy::DocumentedName,
            ),
            ("Secure_Store_Service_DB", Role::SecureStore, RoleBy::Name),
            ("Farm1_SecureStore", Role::SecureStore, RoleBy::Name),
            ("AppMng_Service_DB_1", Role::AppManagement, RoleBy::Name),
            (
                "SettingsServiceDB_1",
                Role::SubscriptionSettings,
                RoleBy::Name,
            ),
            ("msdb", Role::System, RoleBy::DocumentedName),
            ("Northwind", Role::Unknown, RoleBy::Nothing),
            ("store_secure", Role::Unknown, RoleBy::Nothing),
        ] {
            assert_eq!(role_of_name(name), (role, by), "{name}");
        }
    }

    #[test]
    fn words_name_their_role() {
        for role in Role::REQUIRED {
            assert_eq!(Role::by_word(role.word()), Some(role));
        }
        assert_eq!(Role::by_word("secure-store"), Some(Role::SecureStore));
        assert_eq!(Role::by_word("x"), None);
    }
}
