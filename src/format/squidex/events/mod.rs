//! The table of event types and their fields.
//!
//! Names are those under which Squidex stores events (`formats/squidex.md` section 4). Old types that
//! are no longer written carry `Old` in front of their class name, since several share it with their
//! successor.

pub mod schema;
pub mod table;

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::sort;

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// The app itself: languages, roles, clients, contributors, workflows, settings.
    App,
    /// A schema or one of its fields.
    Schema,
    /// A content.
    Content,
    /// An asset.
    Asset,
    /// An asset folder.
    AssetFolder,
    /// A rule.
    Rule,
    /// A comment: no state.
    Comment,
    /// A team: not expected in the backup of an app.
    Team,
    /// Events that do nothing.
    Other,
}

/// Declares [`EventType`]: `Variant "stored name" Kind`.
macro_rules! event_types {
    ($($variant:ident $name:literal $kind:ident)*) => {
        /// A known event type.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(into = "u16", try_from = "u16")]
        pub enum EventType {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl EventType {
            /// All types: those written today, then the old ones.
            pub const ALL: &[EventType] = &[$(EventType::$variant),*];

            /// The name under which it is stored, in its own spelling.
            pub const fn name(self) -> &'static str {
                match self { $(EventType::$variant => $name,)* }
            }

            /// What it is about.
            pub const fn kind(self) -> Kind {
                match self { $(EventType::$variant => Kind::$kind,)* }
            }
        }
    };
}

event_types! {
    AppCreated "AppCreatedEvent" App
    AppUpdated "AppUpdatedEvent" App
    AppDeleted "AppDeletedEvent" App
    AppTransfered "AppTransferedEvent" App
    AppSettingsUpdated "AppSettingsUpdatedEvent" App
    AppAssetsScriptsConfigured "AppAssetsScriptsConfiguredEvent" App
    AppPlanChanged "AppPlanChangedEvent" App
    AppPlanReset "AppPlanResetEvent" App
    AppImageUploaded "AppImageUploadedEvent" App
    AppImageRemoved "AppImageRemovedEvent" App
    AppContributorAssigned "AppContributorAssignedEventV2" App
    AppContributorRemoved "AppContributorRemovedEvent" App
    AppClientAttached "AppClientAttachedEvent" App
    AppClientUpdated "AppClientUpdatedEventV2" App
    AppClientRevoked "AppClientRevokedEvent" App
    AppRoleAdded "AppRoleAddedEvent" App
    AppRoleDeleted "AppRoleDeletedEvent" App
    AppRoleUpdated "AppRoleUpdatedEvent" App
    AppLanguageAdded "AppLanguageAddedEvent" App
    AppLanguageRemoved "AppLanguageRemovedEvent" App
    AppLanguageUpdated "AppLanguageUpdated" App
    AppWorkflowAdded "AppWorkflowAddedEvent" App
    AppWorkflowUpdated "AppWorkflowUpdatedEvent" App
    AppWorkflowDeleted "AppWorkflowDeletedEvent" App
    AppUsageExceeded "AppUsageExceededEvent" App
    SchemaCreated "SchemaCreatedEventV2" Schema
    SchemaUpdated "SchemaUpdatedEvent" Schema
    SchemaCategoryChanged "SchemaCategoryChangedEvent" Schema
    SchemaScriptsConfigured "SchemaScriptsConfiguredEvent" Schema
    SchemaPreviewUrlsConfigured "SchemaPreviewUrlsConfiguredEvent" Schema
    SchemaFieldRulesConfigured "SchemaFieldRulesConfiguredEvent" Schema
    SchemaUIFieldsConfigured "SchemaUIFieldsConfiguredEvent" Schema
    SchemaPublished "SchemaPublishedEvent" Schema
    SchemaUnpublished "SchemaUnpublishedEvent" Schema
    SchemaDeleted "SchemaDeletedEvent" Schema
    SchemaFieldsReordered "SchemaFieldsReorderedEvent" Schema
    FieldAdded "FieldAddedEvent" Schema
    FieldUpdated "FieldUpdatedEvent" Schema
    FieldDeleted "FieldDeletedEvent" Schema
    FieldHidden "FieldHiddenEvent" Schema
    FieldShown "FieldShownEvent" Schema
    FieldLocked "FieldLockedEvent" Schema
    FieldDisabled "FieldDisabledEvent" Schema
    FieldEnabled "FieldEnabledEvent" Schema
    ContentCreated "ContentCreatedEventV2" Content
    ContentUpdated "ContentUpdatedEvent" Content
    ContentDraftCreated "ContentDraftCreatedEvent" Content
    ContentDraftDeleted "ContentDraftDeletedEvent" Content
    ContentStatusChanged "ContentStatusChangedEventV2" Content
    ContentStatusScheduled "ContentStatusScheduledEvent" Content
    ContentSchedulingCancelled "ContentSchedulingCancelledEvent" Content
    ContentDeleted "ContentDeletedEvent" Content
    AssetCreated "AssetCreatedEventV2" Asset
    AssetUpdated "AssetUpdatedEventV2" Asset
    AssetAnnotated "AssetAnnotatedEvent" Asset
    AssetMoved "AssetMovedEvent" Asset
    AssetDeleted "AssetDeletedEvent" Asset
    AssetFolderCreated "AssetFolderCreatedEvent" AssetFolder
    AssetFolderRenamed "AssetFolderRenamedEvent" AssetFolder
    AssetFolderMoved "AssetFolderMovedEvent" AssetFolder
    AssetFolderDeleted "AssetFolderDeletedEvent" AssetFolder
    RuleCreated "RuleCreatedEventV2" Rule
    RuleUpdated "RuleUpdatedEventV2" Rule
    RuleEnabled "RuleEnabledEvent" Rule
    RuleDisabled "RuleDisabledEvent" Rule
    RuleDeleted "RuleDeletedEvent" Rule
    RuleManuallyTriggered "RuleManuallyTriggered" Rule
    RuleCronJobTriggered "RuleCronJobTriggered" Rule
    CommentCreated "CommentCreatedEvent" Comment
    TeamCreated "TeamCreatedEvent" Team
    TeamUpdated "TeamUpdatedEvent" Team
    TeamContributorAssigned "TeamContributorAssignedEvent" Team
    TeamContributorRemoved "TeamContributorRemovedEvent" Team
    TeamPlanChanged "TeamPlanChangedEvent" Team
    TeamPlanReset "TeamPlanResetEvent" Team
    TeamAuthChanged "TeamAuthChanged" Team
    TeamDeleted "TeamDeleted" Team
    OldAppArchived "AppArchivedEvent" App
    OldAppClientChanged "AppClientChangedEvent" App
    OldAppClientRenamed "AppClientRenamedEvent" App
    OldAppClientUpdated "AppClientUpdatedEvent" App
    OldAppContributorAssigned "AppContributorAssignedEvent" App
    OldAppPlanChanged "AppPlanChanged" App
    OldAppMasterLanguageSet "AppMasterLanguageSetEvent" App
    OldAppPatternAdded "AppPatternAddedEvent" App
    OldAppPatternUpdated "AppPatternUpdatedEvent" App
    OldAppPatternDeleted "AppPatternDeletedEvent" App
    OldAppWorkflowConfigured "AppWorkflowConfiguredEvent" App
    OldSchemaCreated "SchemaCreatedEvent" Schema
    OldScriptsConfigured "ScriptsConfiguredEvent" Schema
    OldWebhookAdded "WebhookAddedEvent" Schema
    OldWebhookDeleted "WebhookDeletedEvent" Schema
    OldContentCreated "ContentCreatedEvent" Content
    OldContentStatusChanged "ContentStatusChangedEvent" Content
    OldContentPublished "ContentPublishedEvent" Content
    OldContentUnpublished "ContentUnpublishedEvent" Content
    OldContentArchived "ContentArchivedEvent" Content
    OldContentRestored "ContentRestoredEvent" Content
    OldContentChangesPublished "ContentChangesPublishedEvent" Content
    OldContentUpdateProposed "ContentUpdateProposedEvent" Content
    OldContentChangesDiscarded "ContentChangesDiscardedEvent" Content
    OldAssetCreated "AssetCreatedEvent" Asset
    OldAssetUpdated "AssetUpdated" Asset
    OldAssetRenamed "AssetRenamedEvent" Asset
    OldAssetTagged "AssetTaggedEvent" Asset
    OldRuleCreated "RuleCreatedEvent" Rule
    OldRuleUpdated "RuleUpdatedEvent" Rule
    OldCommentUpdated "CommentUpdatedEvent" Comment
    OldCommentDeleted "CommentDeletedEvent" Comment
    OldNoop "NoopEvent" Other
    OldNoopConvent "NoopConventEvent" Other
}

impl EventType {
    /// The type of that stored name; case is ignored, as the server does.
    pub fn parse(name: &str) -> Option<EventType> {
        lookup(name)
    }

    /// The type of that stored name, with case: quicker than [`parse`](Self::parse).
    pub fn parse_exact(name: &[u8]) -> Option<EventType> {
        static SORTED: LazyLock<Vec<EventType>> = LazyLock::new(|| {
            let mut all = EventType::ALL.to_vec();
            sort::sort_by(&mut all, |a, b| a.name().cmp(b.name()));
            all
        });
        let at = SORTED
            .binary_search_by_key(&name, |event| event.name().as_bytes())
            .ok()?;
        SORTED.get(at).copied()
    }

    /// Whether it creates an object that is rebuilt. Old types have become these when a handler sees them.
    pub fn creates(self) -> bool {
        matches!(
            self,
            EventType::AssetCreated
                | EventType::AssetFolderCreated
                | EventType::RuleCreated
                | EventType::SchemaCreated
                | EventType::ContentCreated
        )
    }

    /// Whether it deletes such an object.
    pub fn deletes(self) -> bool {
        matches!(
            self,
            EventType::AssetDeleted
                | EventType::AssetFolderDeleted
                | EventType::RuleDeleted
                | EventType::SchemaDeleted
                | EventType::ContentDeleted
        )
    }

    /// Whether no server writes it any longer.
    pub fn is_old(self) -> bool {
        self >= EventType::OldAppArchived
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// By place in the table: names of variants would be kilobytes of the page's engine.
macro_rules! by_place {
    ($name:ident) => {
        impl From<$name> for u16 {
            fn from(value: $name) -> u16 {
                value as u16
            }
        }

        impl TryFrom<u16> for $name {
            type Error = &'static str;

            fn try_from(place: u16) -> Result<$name, Self::Error> {
                let known = $name::ALL.get(usize::from(place)).copied();
                known.ok_or("no such place in the table")
            }
        }
    };
}

by_place!(EventType);
by_place!(EventField);

/// Finds a type by name without case. .NET compares ordinally without case; all names are ASCII, and
/// no other character folds to an ASCII letter there.
fn lookup(name: &str) -> Option<EventType> {
    EventType::ALL
        .iter()
        .copied()
        .find(|event| event.name().eq_ignore_ascii_case(name))
}

/// Declares [`EventField`]: `Variant "jsonName" "what is kept"`.
macro_rules! fields {
    ($($variant:ident $name:literal $doc:literal)*) => {
        /// A payload field that the dry run keeps, and how (see [`Val`](super::facts::Val)).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(into = "u16", try_from = "u16")]
        pub enum EventField {
            $(#[doc = concat!("`", $name, "`. ", $doc)] $variant,)*
        }

        impl EventField {
            /// All kept fields.
            pub const ALL: &[EventField] = &[$(EventField::$variant),*];

            /// Its JSON name.
            pub const fn name(self) -> &'static str {
                match self { $(EventField::$variant => $name,)* }
            }
        }
    };
}

fields! {
    AppId "appId" "Named; kept of AppCreated only, since the server replaces it in all others"
    SchemaId "schemaId" "Named"
    ContentId "contentId" "Str; absent: empty id"
    AssetId "assetId" "Str"
    AssetFolderId "assetFolderId" "Str"
    RuleId "ruleId" "Str"
    ParentId "parentId" "Str, asset folder"
    ParentFieldId "parentFieldId" "Named, decimal id"
    FieldId "fieldId" "Named, decimal id"
    FieldIds "fieldIds" "List of decimal ids"
    TeamId "teamId" "Str"
    WorkflowId "workflowId" "Str"
    PatternId "patternId" "Str"
    Name "name" "Str: app, role, client, workflow, rule, schema field, category, pattern"
    Label "label" "Str"
    Description "description" "Str"
    Permanent "permanent" "Bool"
    Settings "settings" "Json"
    Scripts "scripts" "Json"
    PlanId "planId" "Str"
    Image "image" "Json"
    ContributorId "contributorId" "Str"
    Role "role" "Str"
    Id "id" "Str: client id"
    Secret "secret" "Bool: whether it is there and not blank (the secret itself is never kept)"
    ApiCallsLimit "apiCallsLimit" "Int"
    ApiTrafficLimit "apiTrafficLimit" "Int"
    AllowAnonymous "allowAnonymous" "Bool"
    Permissions "permissions" "List"
    Properties "properties" "Str for schema fields: type name without `Field`, such as `String`; Json else"
    Language "language" "Str, canonical ISO code"
    IsOptional "isOptional" "Bool"
    IsMaster "isMaster" "Bool"
    Fallback "fallback" "List of languages"
    Workflow "workflow" "Json"
    Pattern "pattern" "Str: regular expression"
    Message "message" "Str"
    Schema "schema" "Json"
    FieldsInLists "fieldsInLists" "List"
    FieldsInReferences "fieldsInReferences" "List"
    FieldRules "fieldRules" "Json"
    PreviewUrls "previewUrls" "Json"
    Partitioning "partitioning" "Str"
    Status "status" "Str"
    Change "change" "Str: Change, Published, Unpublished"
    Data "data" "Data"
    MigratedData "migratedData" "Data"
    DueTime "dueTime" "Str, ISO 8601"
    NewVersion "newVersion" "Bool"
    FileName "fileName" "Str"
    FileHash "fileHash" "Str"
    FileSize "fileSize" "Int"
    FileVersion "fileVersion" "Int"
    MimeType "mimeType" "Str"
    Slug "slug" "Str"
    Tags "tags" "List"
    Metadata "metadata" "Null or Bool(true)"
    IsProtected "isProtected" "Bool"
    AssetType "type" "Str: Unknown, Image, Audio, Video"
    FolderName "folderName" "Str"
    Trigger "trigger" "Str: class name after the migration, such as `ManualTrigger`; Null: none"
    Flow "flow" "Null or Bool(true)"
    IsEnabled "isEnabled" "Bool"
    Action "action" "Only in events that were of an old type. Str: name of the rule action after the migrator, such as `Webhook`; Null: none"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_case() {
        for &event in EventType::ALL {
            assert_eq!(EventType::parse(&event.name().to_uppercase()), Some(event));
            assert_eq!(EventType::parse_exact(event.name().as_bytes()), Some(event));
        }
        assert_eq!(EventType::parse("AppCreated"), None);
    }
}
