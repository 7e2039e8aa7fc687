//! Since which release a server knows what: `formats/squidex-versions.md` sections 1 to 3, as data.
//!
//! Each row was read from the tags of Squidex/squidex; the section that it stands in is named above it.

use super::release::Release;
use crate::format::squidex::events::EventType;

/// What a server does that is older than a row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Older {
    /// The restore fails, mostly since a name or value is not known: "Failed with internal error.".
    Fails,
    /// It leaves the value out without a word.
    Drops,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// In words, as the end of "event 95 holds a …".
    pub what: &'static str,
    /// First release that knows it.
    pub since: Release,
    /// What older ones do.
    pub older: Older,
    /// Releases that don't know it although they are newer: first and last.
    pub except: Option<(Release, Release)>,
}

/// `Need older "since" "what" [, except "from" "to"]`
macro_rules! needs {
    ($($(#[$meta:meta])* $need:ident $older:ident $since:literal $what:literal $(, except $from:literal $to:literal)?)*) => {
        /// Something in an event that not every server knows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Need { $($(#[$meta])* #[doc = $what] $need,)* }

        /// The rows, in the order of [`Need`].
        pub static ROWS: &[Row] = &[$(Row {
            what: $what, since: Release::of($since), older: Older::$older,
            except: needs!(@except $($from $to)?),
        }),*];

        impl Need {
            /// All of them.
            pub const ALL: &[Need] = &[$(Need::$need),*];
        }
    };
    (@except) => { None };
    (@except $from:literal $to:literal) => { Some((Release::of($from), Release::of($to))) };
}

needs! {
    // Section 3: records.
    RecordV2 Fails "1.13.0" "event record in the form of 1.13.0"

    // Section 2.1: where the discriminator stands.
    ShortFieldType Fails "1.16.0" "short name of a field type"
    KeyTriggerType Fails "7.3.0" "key triggerType"
    KeyActionType Fails "7.3.0" "key actionType"

    // Section 2.2: field types.
    FieldUi Fails "2.1.0" "field type UIField"
    FieldComponent Fails "5.8.0" "field type ComponentField"
    FieldComponents Fails "5.8.0" "field type ComponentsField"
    FieldRichText Fails "7.10.0" "field type RichTextField"
    FieldUserInfo Fails "7.22.0" "field type UserInfoField"

    // Section 2.3: rule triggers.
    TriggerOld Fails "1.10.0" "rule trigger of 2017", except "7.3.0" "7.3.0"
    TriggerContent Fails "1.15.0" "rule trigger ContentChangedTriggerV2"
    TriggerAsset Fails "1.15.0" "rule trigger AssetChangedTriggerV2"
    TriggerUsage Fails "1.16.0" "rule trigger UsageTrigger"
    TriggerSchema Fails "1.16.0" "rule trigger SchemaChangedTrigger"
    TriggerManual Fails "3.5.0" "rule trigger ManualTrigger"
    TriggerComment Fails "4.1.0" "rule trigger CommentTrigger"
    TriggerCron Fails "7.19.0" "rule trigger CronJobTrigger"

    // Section 2.4: rule actions.
    ActionTweet Fails "1.11.0" "rule action Tweet"
    ActionDiscourse Fails "1.11.0" "rule action Discourse"
    ActionPrerender Fails "1.11.0" "rule action Prerender"
    ActionEmail Fails "1.15.0" "rule action Email"
    ActionKafka Fails "3.2.0" "rule action Kafka"
    ActionComment Fails "4.0.0" "rule action Comment"
    ActionNotification Fails "4.1.0" "rule action Notification"
    ActionCreateContent Fails "4.7.1" "rule action CreateContent"
    ActionScript Fails "5.9.0" "rule action Script"
    ActionSignalR Fails "5.9.0" "rule action SignalR"
    ActionOpenSearch Fails "7.2.0" "rule action OpenSearch"
    ActionTypesense Fails "7.2.0" "rule action Typesense"
    ActionDeepDetect Fails "7.8.2" "rule action DeepDetect"
    ActionUnknown Fails "7.22.0" "rule action that no server knows"
    // Section 2.5: rule steps came as a whole, with their events.
    StepUnknown Fails "7.22.0" "rule step that no server knows"

    // Section 2.6: members of enums.
    StringColor Fails "1.11.0" "string editor Color"
    StringHtml Fails "1.13.0" "string editor Html"
    StringStockPhoto Fails "4.1.0" "string editor StockPhoto"
    ReferencesTags Fails "4.1.0" "references editor Tags"
    ReferencesCheckboxes Fails "4.4.0" "references editor Checkboxes"
    ReferencesInput Fails "6.4.0" "references editor Input"
    ReferencesRadio Fails "7.15.0" "references editor Radio"
    WebhookMethod Fails "5.7.0" "webhook method DELETE or PATCH"
    ScheduledStatus Fails "3.0.0" "status of an own workflow"

    // Section 2.7: other values.
    TextId Fails "5.0.0" "id that is no GUID"
    FieldIdText Fails "1.10.0" "field id as text", except "7.0.0" "7.0.0"
    FieldIdObject Fails "7.0.1" "field id as object"
    LanguageRegion Fails "1.12.0" "language of a region"
    LanguageOwn Fails "6.4.0" "language that is not in the server's list"
    WebhookUrl Fails "7.21.0" "webhook address that is no address"

    // Section 2.8: what an older server drops without a word. Events first.
    ClientDetails Drops "4.6.0" "name and limits of a client"
    ClientRole Drops "6.6.0" "role of a new client"
    ContributorFlags Drops "2.1.0" "flags of a contributor"
    RoleProperties Drops "4.7.0" "properties of a role"
    Permanent Drops "7.16.0" "permanent deletion"
    FromRule Drops "4.7.1" "mark of what a rule did"
    AssetSlug Drops "2.0.1" "slug of an asset"
    AssetHash Drops "2.1.0" "hash of a file"
    AssetFolder Drops "4.1.0" "folder of an asset"
    AssetDetails Drops "4.1.0" "protection and metadata of an asset"
    AssetOldTags Drops "7.0.0" "tags of a deleted asset"
    NewVersion Drops "4.2.0" "mark of a new version of a content"
    MigratedData Drops "4.2.0" "data of a draft"
    CommentDetails Drops "4.1.0" "mentions and address of a comment"
    RuleName Drops "3.5.0" "name of a rule"
    RuleEnabled Drops "5.7.0" "state of a rule in its update"
    // Schemas.
    SchemaLists Drops "4.0.0" "fields in lists and references"
    SchemaRules Drops "4.6.0" "field rules of a schema"
    SchemaKind Drops "5.8.0" "schema type Singleton or Component"
    SchemaTags Drops "3.5.0" "tags of a schema"
    SidebarUrls Drops "4.7.0" "sidebar of a schema"
    ValidateOnPublish Drops "5.4.0" "validation on publish"
    EditorUrl Drops "5.6.0" "content editor of a schema"
    ListUrl Drops "7.10.0" "content list of a schema"
    SearchFields Drops "7.22.0" "search fields of a schema"
    QueryPre Drops "6.6.0" "script before a query"
    // Fields.
    FieldTags Drops "3.5.0" "tags of a field"
    HalfWidth Drops "4.7.5" "half width of a field"
    RequiredOnPublish Drops "5.4.0" "field required on publish"
    CreateOnly Drops "7.21.0" "field for creation only"
    Unique Drops "1.13.0" "unique field"
    StringLimits Drops "4.6.0" "limits of words and characters, content type"
    DefaultValues Drops "5.4.0" "default values of a field"
    FolderId Drops "5.7.0" "folder of a field"
    CreateEnum Drops "6.6.0" "enum of a field"
    Embeddable Drops "6.8.0" "embedded references of a string"
    ClassNames Drops "7.9.0" "class names of a string"
    DateFormat Drops "5.8.1" "format of a date"
    TagsAllowed Drops "1.13.0" "allowed tags of a field"
    Duplicates Drops "2.1.0" "duplicate references"
    ResolveReference Drops "3.1.0" "resolved references"
    ReferenceSchemas Drops "3.5.0" "several schemas of a reference"
    ReferenceQuery Drops "7.8.2" "query of a references field"
    GraphQl Drops "7.2.0" "GraphQL schema of a JSON field"
    UniqueFields Drops "6.0.0" "unique fields of an array"
    ArrayDefault Drops "7.8.2" "default value of an array"
    // Workflows, triggers and actions.
    WorkflowSchemas Drops "3.0.0" "name and schemas of a workflow"
    TransitionRoles Drops "3.5.0" "roles of a transition"
    NoUpdateRules Drops "4.0.0" "update rules of a step"
    StepValidate Drops "6.8.0" "validation in a step"
    ReferencedSchemas Drops "7.5.0" "referenced schemas of a trigger"
    WebhookPayload Drops "3.4.0" "payload of a webhook"
    WebhookDetails Drops "4.7.5" "method, type and headers of a webhook"
    AlgoliaDocument Drops "3.4.0" "document of an Algolia action"
    SearchDelete Drops "4.7.0" "document or deletion of a search action"
    QueuePayload Drops "5.6.0" "payload of an Azure Queue action"
    Publication Drops "1.13.0" "publication of a Medium action"
    KafkaDetails Drops "4.4.0" "payload, key and headers of a Kafka action"
}

/// Section 1: event types that came later than the first release that restores. Those that are not here are as old.
static EVENTS: &[(Release, &[EventType])] = &[
    (
        Release::of("1.12.0"),
        &[
            EventType::CommentCreated,
            EventType::OldCommentDeleted,
            EventType::OldCommentUpdated,
        ],
    ),
    (
        Release::of("1.13.0"),
        &[
            EventType::AppClientUpdated,
            EventType::AppContributorAssigned,
            EventType::AppRoleAdded,
            EventType::AppRoleDeleted,
            EventType::AppRoleUpdated,
        ],
    ),
    (
        Release::of("1.14.0"),
        &[EventType::SchemaPreviewUrlsConfigured],
    ),
    (
        Release::of("1.16.0"),
        &[
            EventType::AppUsageExceeded,
            EventType::SchemaCreated,
            EventType::SchemaScriptsConfigured,
        ],
    ),
    (Release::of("2.0.1"), &[EventType::AssetAnnotated]),
    (
        Release::of("2.1.0"),
        &[EventType::AppPlanChanged, EventType::AppPlanReset],
    ),
    (
        Release::of("3.0.0"),
        &[
            EventType::AppWorkflowAdded,
            EventType::OldAppWorkflowConfigured,
            EventType::AppWorkflowDeleted,
            EventType::AppWorkflowUpdated,
            EventType::ContentCreated,
            EventType::ContentStatusChanged,
        ],
    ),
    (
        Release::of("3.3.0"),
        &[
            EventType::AppImageRemoved,
            EventType::AppImageUploaded,
            EventType::AppUpdated,
        ],
    ),
    (Release::of("4.0.0"), &[EventType::SchemaUIFieldsConfigured]),
    (
        Release::of("4.1.0"),
        &[
            EventType::AssetCreated,
            EventType::AssetFolderCreated,
            EventType::AssetFolderDeleted,
            EventType::AssetFolderMoved,
            EventType::AssetFolderRenamed,
            EventType::AssetMoved,
            EventType::AssetUpdated,
        ],
    ),
    (
        Release::of("4.2.0"),
        &[
            EventType::ContentDraftCreated,
            EventType::ContentDraftDeleted,
            EventType::OldNoopConvent,
        ],
    ),
    (
        Release::of("4.6.0"),
        &[EventType::SchemaFieldRulesConfigured],
    ),
    (Release::of("5.7.0"), &[EventType::AppSettingsUpdated]),
    (
        Release::of("6.0.0"),
        &[EventType::AppAssetsScriptsConfigured, EventType::AppDeleted],
    ),
    (
        Release::of("7.2.0"),
        &[
            EventType::AppTransfered,
            EventType::TeamContributorAssigned,
            EventType::TeamContributorRemoved,
            EventType::TeamCreated,
            EventType::TeamPlanChanged,
            EventType::TeamPlanReset,
            EventType::TeamUpdated,
        ],
    ),
    (Release::of("7.3.0"), &[EventType::RuleManuallyTriggered]),
    (
        Release::of("7.14.0"),
        &[EventType::TeamAuthChanged, EventType::TeamDeleted],
    ),
    (
        Release::of("7.19.0"),
        &[
            EventType::RuleCreated,
            EventType::RuleCronJobTriggered,
            EventType::RuleUpdated,
        ],
    ),
];

/// First release that knows an event type and can restore.
pub fn event_since(event_type: EventType) -> Release {
    EVENTS
        .iter()
        .find(|(_, events)| events.contains(&event_type))
        .map_or(Release::FIRST, |(since, _)| *since)
}

/// What a class behind a discriminator needs; the name is the short one of the table of payloads.
pub fn class_need(discriminator: &str, class: &str) -> Option<Need> {
    let row = match discriminator {
        "$type" => match class {
            "UI" => Need::FieldUi,
            "Component" => Need::FieldComponent,
            "Components" => Need::FieldComponents,
            "RichText" => Need::FieldRichText,
            "UserInfo" => Need::FieldUserInfo,
            _ => return None,
        },
        "triggerType" => match class {
            "ContentChangedTriggerV2" => Need::TriggerContent,
            "AssetChangedTriggerV2" => Need::TriggerAsset,
            "UsageTrigger" => Need::TriggerUsage,
            "SchemaChangedTrigger" => Need::TriggerSchema,
            "ManualTrigger" => Need::TriggerManual,
            "CommentTrigger" => Need::TriggerComment,
            "CronJobTrigger" => Need::TriggerCron,
            _ => return None,
        },
        "actionType" => match class {
            "Tweet" => Need::ActionTweet,
            "Discourse" => Need::ActionDiscourse,
            "Prerender" => Need::ActionPrerender,
            "Email" => Need::ActionEmail,
            "Kafka" => Need::ActionKafka,
            "Comment" => Need::ActionComment,
            "Notification" => Need::ActionNotification,
            "CreateContent" => Need::ActionCreateContent,
            "Script" => Need::ActionScript,
            "SignalR" => Need::ActionSignalR,
            "OpenSearch" => Need::ActionOpenSearch,
            "Typesense" => Need::ActionTypesense,
            "DeepDetect" => Need::ActionDeepDetect,
            _ => return None,
        },
        _ => return None,
    };
    Some(row)
}

/// What a member of an enum needs that is written as text.
pub fn member_need(class: &str, member: &str) -> Option<Need> {
    Some(match (class, member) {
        ("StringFieldEditor", "Color") => Need::StringColor,
        ("StringFieldEditor", "Html") => Need::StringHtml,
        ("StringFieldEditor", "StockPhoto") => Need::StringStockPhoto,
        ("ReferencesFieldEditor", "Tags") => Need::ReferencesTags,
        ("ReferencesFieldEditor", "Checkboxes") => Need::ReferencesCheckboxes,
        ("ReferencesFieldEditor", "Input") => Need::ReferencesInput,
        ("ReferencesFieldEditor", "Radio") => Need::ReferencesRadio,
        ("WebhookMethod", "DELETE" | "PATCH") => Need::WebhookMethod,
        ("SchemaType", "Singleton" | "Component") => Need::SchemaKind,
        _ => return None,
    })
}

/// `"Class" { "property" … Need … }`
macro_rules! properties {
    ($($class:literal { $($($property:literal)* $need:ident),* })*) => {
        /// The properties of a class, those of its base classes left out, that an older server drops.
        pub fn properties(class: &str) -> &'static [(&'static [&'static str], Need)] {
            match class {
                $($class => &[$((&[$($property),*], Need::$need)),*],)*
                _ => &[],
            }
        }

        #[cfg(test)]
        pub(crate) const CLASSES: &[&str] = &[$($class),*];
    };
}

properties! {
    "SquidexEvent" { "fromRule" FromRule }
    "AppClientUpdated" { "name" "apiCallsLimit" "apiTrafficLimit" "allowAnonymous" ClientDetails }
    "AppClientAttached" { "role" ClientRole }
    "AppContributorAssigned" { "isCreated" "isAdded" ContributorFlags }
    "AppRoleUpdated" { "properties" RoleProperties }
    "AppDeleted" { "permanent" Permanent }
    "SchemaDeleted" { "permanent" Permanent }
    "AssetCreated" { "slug" AssetSlug, "fileHash" AssetHash, "parentId" AssetFolder }
    "OldAssetCreated" { "slug" AssetSlug, "fileHash" AssetHash, "parentId" AssetFolder }
    "AssetUpdated" { "fileHash" AssetHash }
    "OldAssetUpdated" { "fileHash" AssetHash }
    "AssetAnnotated" { "isProtected" "metadata" AssetDetails }
    "AssetDeleted" { "oldTags" AssetOldTags }
    "ContentStatusChanged" { "newVersion" NewVersion }
    "ContentUpdated" { "newVersion" NewVersion }
    "ContentDraftCreated" { "migratedData" MigratedData }
    "CommentCreated" { "mentions" "url" CommentDetails }
    "OldRuleCreated" { "name" RuleName }
    "OldRuleUpdated" { "name" RuleName, "isEnabled" RuleEnabled }
    "SchemaSurrogate" { "fieldsInLists" "fieldsInReferences" SchemaLists, "fieldRules" SchemaRules }
    "SchemaProperties" {
        "tags" SchemaTags, "contentsSidebarUrl" "contentSidebarUrl" SidebarUrls, "validateOnPublish" ValidateOnPublish,
        "contentEditorUrl" EditorUrl, "contentsListUrl" ListUrl, "searchFields" SearchFields
    }
    "SchemaScripts" { "queryPre" QueryPre }
    "FieldProperties" {
        "tags" FieldTags, "isHalfWidth" HalfWidth, "isRequiredOnPublish" RequiredOnPublish, "isCreateOnly" CreateOnly
    }
    "StringFieldProperties" {
        "isUnique" Unique, "minCharacters" "maxCharacters" "minWords" "maxWords" "contentType" StringLimits,
        "defaultValues" DefaultValues, "folderId" FolderId, "createEnum" CreateEnum,
        "isEmbeddable" "schemaIds" Embeddable, "classNames" ClassNames
    }
    "NumberFieldProperties" { "isUnique" Unique, "defaultValues" DefaultValues }
    "BooleanFieldProperties" { "defaultValues" DefaultValues }
    "DateTimeFieldProperties" { "defaultValues" DefaultValues, "format" DateFormat }
    "AssetsFieldProperties" { "defaultValues" "defaultValue" DefaultValues }
    "TagsFieldProperties" {
        "allowedValues" TagsAllowed, "defaultValues" "defaultValue" DefaultValues, "createEnum" CreateEnum
    }
    "ReferencesFieldProperties" {
        "allowDuplicates" Duplicates, "resolveReference" ResolveReference, "schemaIds" ReferenceSchemas,
        "defaultValues" "defaultValue" "mustBePublished" DefaultValues, "query" ReferenceQuery
    }
    "JsonFieldProperties" { "graphQLSchema" GraphQl }
    "ArrayFieldProperties" { "uniqueFields" UniqueFields, "calculatedDefaultValue" ArrayDefault }
    "ComponentsFieldProperties" { "uniqueFields" UniqueFields, "calculatedDefaultValue" ArrayDefault }
    "Workflow" { "schemaIds" "name" WorkflowSchemas }
    "WorkflowTransitionSurrogate" { "roles" TransitionRoles }
    "WorkflowStepSurrogate" { "noUpdateRules" NoUpdateRules, "validate" StepValidate }
    "ContentChangedTriggerV2" { "referencedSchemas" ReferencedSchemas }
    "WebhookAction" { "payload" WebhookPayload, "method" "payloadType" "headers" WebhookDetails }
}

/// The same of rule actions, whose classes they share with the steps that came later.
pub fn action_properties(class: &str) -> &'static [(&'static [&'static str], Need)] {
    match class {
        "AlgoliaFlowStep" => &[
            (&["document"], Need::AlgoliaDocument),
            (&["delete"], Need::SearchDelete),
        ],
        "ElasticSearchFlowStep" => &[(&["document", "delete"], Need::SearchDelete)],
        "AzureQueueFlowStep" => &[(&["payload"], Need::QueuePayload)],
        "MediumFlowStep" => &[(&["publicationId"], Need::Publication)],
        "KafkaFlowStep" => &[(
            &[
                "payload",
                "key",
                "headers",
                "schema",
                "partitionKey",
                "partitionCount",
            ],
            Need::KafkaDetails,
        )],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fit_into_the_set_and_stand_in_the_list_of_releases() {
        assert!(ROWS.len() <= 128, "{}", ROWS.len());
        assert_eq!(ROWS.len(), Need::ALL.len());
        for row in ROWS {
            assert!(
                super::super::release::RELEASES.contains(&row.since),
                "{}",
                row.what
            );
        }
        for (since, _) in EVENTS {
            assert!(super::super::release::RELEASES.contains(since));
        }
    }
}
