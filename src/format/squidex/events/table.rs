//! What a payload may hold: every event type with its base classes, properties and .NET types.
//!
//! Read from the event classes of the server and held against what it did with thousands of changed
//! archives (`formats/squidex.md` 4.1, 4.2, 5.11). The decoder is driven by this table; there is no
//! other place that knows a payload.

use super::schema::{Class, EnumType, Keep, Key, Need, Poly, Prop, Shape, Type};
use super::{EventField, EventType};

/// `name: type [=> EventField [as Keep]] [!Need]`
macro_rules! props {
    ($($name:literal $ty:expr $(=> $field:ident $(as $keep:ident)?)? $(; $need:ident)?),* $(,)?) => {
        &[$(Prop {
            name: $name,
            ty: $ty,
            keep: props!(@keep $($field $($keep)?)?),
            need: props!(@need $($need)?),
        }),*]
    };
    (@keep) => { None };
    (@keep $field:ident) => { Some((EventField::$field, Keep::Same)) };
    (@keep $field:ident $keep:ident) => { Some((EventField::$field, Keep::$keep)) };
    (@need) => { Need::Nothing };
    (@need $need:ident) => { Need::$need };
}

/// `NAME = "Class" [: BASE] { props }`
macro_rules! shapes {
    ($($(#[$meta:meta])* $ident:ident = $name:literal $(: $base:ident)? { $($props:tt)* })*) => {
        $($(#[$meta])* static $ident: Shape =
            Shape { name: $name, props: props![$($props)*], base: shapes!(@base $($base)?), scoped: shapes!(@scoped $ident) };)*
    };
    (@base) => { None };
    (@base $base:ident) => { Some(&$base) };
    (@scoped SCHEMA_SURROGATE) => { true };
    (@scoped $ident:ident) => { false };
}

/// `NAME = "Class" [members]`
macro_rules! enums {
    ($($ident:ident = $name:literal [$($member:ident)*])*) => {
        $(static $ident: EnumType = EnumType { name: $name, members: &[$(stringify!($member)),*] };)*
    };
}

enums! {
    SCHEMA_TYPE = "SchemaType" [Default Singleton Component]
    FIELD_RULE_ACTION = "FieldRuleAction" [Disable Hide Require]
    STATUS_CHANGE = "StatusChange" [Change Published Unpublished]
    ASSET_TYPE = "AssetType" [Unknown Image Audio Video]
    CLIENT_PERMISSION = "AppClientPermission" [Developer Editor Reader]
    CONTRIBUTOR_PERMISSION = "AppContributorPermission" [Owner Developer Editor]
    STRING_CONTENT = "StringContentType" [Unspecified Html Markdown]
    STRING_EDITOR = "StringFieldEditor" [Input Color Markdown Dropdown Html Radio RichText Slug StockPhoto TextArea]
    NUMBER_EDITOR = "NumberFieldEditor" [Input Radio Dropdown Stars]
    BOOLEAN_EDITOR = "BooleanFieldEditor" [Checkbox Toggle]
    DATE_EDITOR = "DateTimeFieldEditor" [Date DateTime]
    DATE_DEFAULT = "DateTimeCalculatedDefaultValue" [Now Today]
    ARRAY_DEFAULT = "ArrayCalculatedDefaultValue" [EmptyArray Null]
    GEO_EDITOR = "GeolocationFieldEditor" [Map]
    TAGS_EDITOR = "TagsFieldEditor" [Tags Checkboxes Dropdown]
    TAGS_NORMALIZATION = "TagsFieldNormalization" [None Schema]
    REFERENCES_EDITOR = "ReferencesFieldEditor" [List Dropdown Tags Checkboxes Input Radio]
    ASSETS_PREVIEW = "AssetPreviewMode" [ImageAndFileName Image FileName]
    UI_EDITOR = "UIFieldEditor" [Separator]
    WEBHOOK_METHOD = "WebhookMethod" [POST PUT GET DELETE PATCH]
    SIGNALR_ACTION = "SignalRActionType" [Broadcast User Group]
}

static TEXTS: Type = Type::List(&Type::Text);
static IDS: Type = Type::List(&Type::Id);

// --- Base classes ---------------------------------------------------------------------------

shapes! {
    /// An event without properties of its own and without an actor.
    PLAIN = "IEvent" {}
    SQUIDEX = "SquidexEvent" { "actor" Type::Actor, "fromRule" Type::Bool }
    APP = "AppEvent": SQUIDEX { "appId" Type::NamedId }
    /// Only the first event's app id counts: the server replaces it in all others.
    APP_KEPT = "AppEvent": SQUIDEX { "appId" Type::NamedId => AppId }
    TEAM = "TeamEvent": SQUIDEX { "teamId" Type::Id => TeamId }
    SCHEMA = "SchemaEvent": APP { "schemaId" Type::NamedId => SchemaId }
    PARENT_FIELD = "ParentFieldEvent": SCHEMA { "parentFieldId" Type::NamedNumber => ParentFieldId }
    FIELD = "FieldEvent": PARENT_FIELD { "fieldId" Type::NamedNumber => FieldId }
    CONTENT = "ContentEvent": SCHEMA { "contentId" Type::Id => ContentId }
    ASSET = "AssetEvent": APP { "assetId" Type::Id => AssetId }
    FOLDER = "AssetFolderEvent": APP { "assetFolderId" Type::Id => AssetFolderId }
    RULE = "RuleEvent": APP { "ruleId" Type::Id => RuleId }
    COMMENTS = "CommentsEvent": APP { "commentsId" Type::Id, "commentId" Type::Id }
}

// --- Parts of apps --------------------------------------------------------------------------

shapes! {
    PATTERN = "Pattern" { "name" Type::Text, "regex" Type::Text, "message" Type::Text }
    EDITOR = "Editor" { "name" Type::Text, "url" Type::Text }
    SETTINGS = "AppSettings" {
        "patterns" Type::List(&Type::Object(&PATTERN)), "editors" Type::List(&Type::Object(&EDITOR)),
        "hideScheduler" Type::Bool, "hideDateTimeModeButton" Type::Bool,
    }
    ASSET_SCRIPTS = "AssetScripts" {
        "create" Type::Text, "update" Type::Text, "annotate" Type::Text, "move" Type::Text,
        "delete" Type::Text, "query" Type::Text, "queryPre" Type::Text,
    }
    IMAGE = "AppImage" { "mimeType" Type::Text; NotBlank, "etag" Type::Text }
    CONDITION = "NoUpdate" { "expression" Type::Text, "roles" TEXTS }
    TRANSITION = "WorkflowTransitionSurrogate" { "expression" Type::Text, "roles" TEXTS, "role" Type::Text }
    STEP = "WorkflowStepSurrogate" {
        "transitions" Type::MapNotNull(Key::Text, &Type::Object(&TRANSITION)), "noUpdate" Type::Bool,
        "noUpdateRules" Type::Object(&CONDITION), "validate" Type::Bool, "color" Type::Text,
    }
    WORKFLOW = "Workflow" {
        "initial" Type::Status, "name" Type::Text, "steps" Type::Map(Key::Text, &Type::Object(&STEP)),
        "schemaIds" IDS,
    }
    AUTH_SCHEME = "AuthScheme" {
        "domain" Type::Text, "displayName" Type::Text, "clientId" Type::Text, "clientSecret" Type::Text,
        "authority" Type::Text, "signoutRedirectUrl" Type::Text,
    }
}

// --- Field properties -----------------------------------------------------------------------

shapes! {
    NAMED_ELEMENT = "NamedElementPropertiesBase" { "label" Type::Text, "hints" Type::Text }
    FIELD_PROPERTIES = "FieldProperties": NAMED_ELEMENT {
        "isRequired" Type::Bool, "isRequiredOnPublish" Type::Bool, "isHalfWidth" Type::Bool,
        "isCreateOnly" Type::Bool, "placeholder" Type::Text, "editorUrl" Type::Text, "tags" TEXTS,
    }
    ARRAY_PROPERTIES = "ArrayFieldProperties": FIELD_PROPERTIES {
        "minItems" Type::OptInt32, "maxItems" Type::OptInt32,
        "calculatedDefaultValue" Type::Enum(&ARRAY_DEFAULT), "uniqueFields" TEXTS,
    }
    ASSETS_PROPERTIES = "AssetsFieldProperties": FIELD_PROPERTIES {
        "previewMode" Type::Enum(&ASSETS_PREVIEW), "defaultValues" Type::Map(Key::Text, &TEXTS),
        "defaultValue" TEXTS, "folderId" Type::Text, "previewFormat" Type::Text,
        "minItems" Type::OptInt32, "maxItems" Type::OptInt32, "minWidth" Type::OptInt32,
        "maxWidth" Type::OptInt32, "minHeight" Type::OptInt32, "maxHeight" Type::OptInt32,
        "minSize" Type::OptInt32, "maxSize" Type::OptInt32, "aspectWidth" Type::OptInt32,
        "aspectHeight" Type::OptInt32, "expectedType" Type::OptEnum(&ASSET_TYPE),
        "allowDuplicates" Type::Bool, "resolveFirst" Type::Bool, "allowedExtensions" TEXTS,
        "mustBeImage" Type::Bool, "resolveImage" Type::Bool,
    }
    BOOLEAN_PROPERTIES = "BooleanFieldProperties": FIELD_PROPERTIES {
        "defaultValues" Type::Map(Key::Text, &Type::OptBool), "defaultValue" Type::OptBool,
        "inlineEditable" Type::Bool, "editor" Type::Enum(&BOOLEAN_EDITOR),
    }
    COMPONENT_PROPERTIES = "ComponentFieldProperties": FIELD_PROPERTIES {
        "schemaId" Type::Id, "schemaIds" IDS,
    }
    COMPONENTS_PROPERTIES = "ComponentsFieldProperties": FIELD_PROPERTIES {
        "minItems" Type::OptInt32, "maxItems" Type::OptInt32, "uniqueFields" TEXTS,
        "calculatedDefaultValue" Type::Enum(&ARRAY_DEFAULT), "schemaId" Type::Id, "schemaIds" IDS,
    }
    DATE_PROPERTIES = "DateTimeFieldProperties": FIELD_PROPERTIES {
        "defaultValues" Type::Map(Key::Text, &Type::OptInstant), "defaultValue" Type::OptInstant,
        "maxValue" Type::OptInstant, "minValue" Type::OptInstant, "format" Type::Text,
        "calculatedDefaultValue" Type::OptEnum(&DATE_DEFAULT), "editor" Type::Enum(&DATE_EDITOR),
    }
    GEO_PROPERTIES = "GeolocationFieldProperties": FIELD_PROPERTIES { "editor" Type::Enum(&GEO_EDITOR) }
    JSON_PROPERTIES = "JsonFieldProperties": FIELD_PROPERTIES { "graphQLSchema" Type::Text }
    NUMBER_PROPERTIES = "NumberFieldProperties": FIELD_PROPERTIES {
        "allowedValues" Type::List(&Type::Double), "defaultValues" Type::Map(Key::Text, &Type::OptDouble),
        "defaultValue" Type::OptDouble, "maxValue" Type::OptDouble, "minValue" Type::OptDouble,
        "isUnique" Type::Bool, "inlineEditable" Type::Bool, "editor" Type::Enum(&NUMBER_EDITOR),
    }
    REFERENCES_PROPERTIES = "ReferencesFieldProperties": FIELD_PROPERTIES {
        "defaultValues" Type::Map(Key::Text, &TEXTS), "defaultValue" TEXTS, "minItems" Type::OptInt32,
        "maxItems" Type::OptInt32, "resolveReference" Type::Bool, "allowDuplicates" Type::Bool,
        "mustBePublished" Type::Bool, "query" Type::Text, "editor" Type::Enum(&REFERENCES_EDITOR),
        "schemaId" Type::Id, "schemaIds" IDS,
    }
    RICH_TEXT_PROPERTIES = "RichTextFieldProperties": FIELD_PROPERTIES {
        "folderId" Type::Text, "minLength" Type::OptInt32, "maxLength" Type::OptInt32,
        "minCharacters" Type::OptInt32, "maxCharacters" Type::OptInt32, "minWords" Type::OptInt32,
        "maxWords" Type::OptInt32, "classNames" TEXTS, "schemaIds" IDS,
    }
    STRING_PROPERTIES = "StringFieldProperties": FIELD_PROPERTIES {
        "allowedValues" TEXTS, "classNames" TEXTS, "defaultValues" Type::Map(Key::Text, &Type::Text),
        "defaultValue" Type::Text, "pattern" Type::Text, "patternMessage" Type::Text, "folderId" Type::Text,
        "minLength" Type::OptInt32, "maxLength" Type::OptInt32, "minCharacters" Type::OptInt32,
        "maxCharacters" Type::OptInt32, "minWords" Type::OptInt32, "maxWords" Type::OptInt32,
        "isUnique" Type::Bool, "isEmbeddable" Type::Bool, "inlineEditable" Type::Bool, "createEnum" Type::Bool,
        "contentType" Type::Enum(&STRING_CONTENT), "editor" Type::Enum(&STRING_EDITOR), "schemaIds" IDS,
    }
    TAGS_PROPERTIES = "TagsFieldProperties": FIELD_PROPERTIES {
        "allowedValues" TEXTS, "defaultValues" Type::Map(Key::Text, &TEXTS), "defaultValue" TEXTS,
        "minItems" Type::OptInt32, "maxItems" Type::OptInt32, "createEnum" Type::Bool,
        "editor" Type::Enum(&TAGS_EDITOR), "normalization" Type::Enum(&TAGS_NORMALIZATION),
    }
    UI_PROPERTIES = "UIFieldProperties": FIELD_PROPERTIES { "editor" Type::Enum(&UI_EDITOR) }
    USER_INFO_PROPERTIES = "UserInfoFieldProperties": FIELD_PROPERTIES { "defaultRole" Type::Text }
}

/// `"Short" ["Discriminator" …] SHAPE`
macro_rules! classes {
    ($($name:literal [$($discriminator:literal)*] $shape:ident)*) => {
        &[$(Class { name: $name, discriminators: &[$($discriminator),*], shape: &$shape }),*]
    };
}

/// Schema field types.
pub static FIELD_TYPES: Poly = Poly {
    name: "FieldProperties",
    discriminator: "$type",
    what: "field type",
    classes: classes! {
        "Array" ["ArrayField" "Array"] ARRAY_PROPERTIES
        "Assets" ["AssetsField" "Assets"] ASSETS_PROPERTIES
        "Boolean" ["BooleanField" "Boolean"] BOOLEAN_PROPERTIES
        "Component" ["ComponentField" "Component"] COMPONENT_PROPERTIES
        "Components" ["ComponentsField" "Components"] COMPONENTS_PROPERTIES
        "DateTime" ["DateTimeField" "DateTime"] DATE_PROPERTIES
        "Geolocation" ["GeolocationField" "Geolocation"] GEO_PROPERTIES
        "Json" ["JsonField" "Json"] JSON_PROPERTIES
        "Number" ["NumberField" "Number"] NUMBER_PROPERTIES
        "References" ["ReferencesField" "References"] REFERENCES_PROPERTIES
        "RichText" ["RichTextField" "RichText"] RICH_TEXT_PROPERTIES
        "String" ["StringField" "String"] STRING_PROPERTIES
        "Tags" ["TagsField" "Tags"] TAGS_PROPERTIES
        "UI" ["UIField" "UI"] UI_PROPERTIES
        "UserInfo" ["UserInfoField" "UserInfo"] USER_INFO_PROPERTIES
    },
};

// --- Schemas --------------------------------------------------------------------------------

shapes! {
    SCHEMA_PROPERTIES = "SchemaProperties": NAMED_ELEMENT {
        "tags" TEXTS, "searchFields" TEXTS, "contentsSidebarUrl" Type::Text, "contentSidebarUrl" Type::Text,
        "contentEditorUrl" Type::Text, "contentsListUrl" Type::Text, "validateOnPublish" Type::Bool,
    }
    SCHEMA_SCRIPTS = "SchemaScripts" {
        "change" Type::Text, "create" Type::Text, "update" Type::Text, "delete" Type::Text,
        "query" Type::Text, "queryPre" Type::Text,
    }
    FIELD_RULE = "FieldRule" {
        "action" Type::Enum(&FIELD_RULE_ACTION); Member, "field" Type::Text; NotBlank, "condition" Type::Text,
    }
    NESTED_FIELD_SURROGATE = "FieldSurrogate" {
        "id" Type::Int64, "name" Type::Text, "partitioning" Type::Text, "isHidden" Type::Bool,
        "isLocked" Type::Bool, "isDisabled" Type::Bool, "properties" Type::Poly(&FIELD_TYPES); NotNull,
        "children" Type::List(&Type::Object(&LOOSE_FIELD_SURROGATE)),
    }
    /// Children of a field that can't have any are read but not converted.
    LOOSE_FIELD_SURROGATE = "FieldSurrogate" {
        "id" Type::Int64, "name" Type::Text, "partitioning" Type::Text, "isHidden" Type::Bool,
        "isLocked" Type::Bool, "isDisabled" Type::Bool, "properties" Type::Poly(&FIELD_TYPES),
        "children" Type::List(&Type::Object(&LOOSE_FIELD_SURROGATE)),
    }
    FIELD_SURROGATE = "FieldSurrogate" {
        "id" Type::Int64, "name" Type::Text, "partitioning" Type::Text, "isHidden" Type::Bool,
        "isLocked" Type::Bool, "isDisabled" Type::Bool, "properties" Type::Poly(&FIELD_TYPES); NotNull,
        "children" Type::Items(&Type::Object(&NESTED_FIELD_SURROGATE)),
    }
    SCHEMA_SURROGATE = "SchemaSurrogate" {
        "type" Type::Enum(&SCHEMA_TYPE), "name" Type::Text, "category" Type::Text, "isPublished" Type::Bool,
        "fields" Type::Items(&Type::Object(&FIELD_SURROGATE)),
        "fieldRules" Type::List(&Type::Object(&FIELD_RULE)), "fieldsInLists" TEXTS, "fieldsInReferences" TEXTS,
        "scripts" Type::Object(&SCHEMA_SCRIPTS), "properties" Type::Object(&SCHEMA_PROPERTIES),
        "previewUrls" Type::Map(Key::Text, &Type::Text), "schemaFieldsTotal" Type::Int64,
        "appId" Type::NamedId, "isDeleted" Type::Bool, "id" Type::Id, "createdBy" Type::Actor,
        "lastModifiedBy" Type::Actor, "created" Type::Instant, "lastModified" Type::Instant,
        "version" Type::Int64, "isSingleton" Type::Bool,
    }
    SCHEMA_CREATED_NESTED = "SchemaCreatedNestedField" {
        "name" Type::Text, "isHidden" Type::Bool, "isLocked" Type::Bool, "isDisabled" Type::Bool,
        "properties" Type::Poly(&FIELD_TYPES); NotNull,
    }
    SCHEMA_CREATED_FIELD = "SchemaCreatedField" {
        "name" Type::Text, "partitioning" Type::Text, "isHidden" Type::Bool, "isLocked" Type::Bool,
        "isDisabled" Type::Bool, "properties" Type::Poly(&FIELD_TYPES); NotNull,
        "nested" Type::Items(&Type::Object(&SCHEMA_CREATED_NESTED)),
    }
}

// --- Rules ----------------------------------------------------------------------------------

shapes! {
    SCHEMA_CONDITION = "SchemaCondition" { "schemaId" Type::Id, "condition" Type::Text }
    OLD_TRIGGER_SCHEMA = "ContentChangedTriggerSchema" {
        "schemaId" Type::Guid, "sendCreate" Type::Bool, "sendUpdate" Type::Bool, "sendDelete" Type::Bool,
        "sendPublish" Type::Bool, "sendUnpublish" Type::Bool, "sendArchived" Type::Bool, "sendRestore" Type::Bool,
    }
    CONTENT_TRIGGER = "ContentChangedTriggerV2" {
        "schemas" Type::List(&Type::Object(&SCHEMA_CONDITION)),
        "referencedSchemas" Type::List(&Type::Object(&SCHEMA_CONDITION)), "handleAll" Type::Bool,
    }
    OLD_CONTENT_TRIGGER = "ContentChangedTrigger" {
        "schemas" Type::Items(&Type::Object(&OLD_TRIGGER_SCHEMA)), "handleAll" Type::Bool,
    }
    CONDITION_TRIGGER = "AssetChangedTriggerV2, CommentTrigger, SchemaChangedTrigger" { "condition" Type::Text }
    OLD_ASSET_TRIGGER = "AssetChangedTrigger" {
        "sendCreate" Type::Bool, "sendUpdate" Type::Bool, "sendDelete" Type::Bool, "sendRename" Type::Bool,
    }
    USAGE_TRIGGER = "UsageTrigger" { "limit" Type::Int32, "numDays" Type::OptInt32 }
    MANUAL_TRIGGER = "ManualTrigger" {}
    CRON_TRIGGER = "CronJobTrigger" { "cronExpression" Type::Text, "cronTimezone" Type::Text, "value" Type::Value }
}

/// What starts a rule.
pub static TRIGGERS: Poly = Poly {
    name: "RuleTrigger",
    discriminator: "triggerType",
    what: "rule trigger",
    classes: classes! {
        "ContentChangedTriggerV2" ["ContentChangedTriggerV2"] CONTENT_TRIGGER
        "AssetChangedTriggerV2" ["AssetChangedTriggerV2"] CONDITION_TRIGGER
        "CommentTrigger" ["CommentTrigger"] CONDITION_TRIGGER
        "SchemaChangedTrigger" ["SchemaChangedTrigger"] CONDITION_TRIGGER
        "UsageTrigger" ["UsageTrigger"] USAGE_TRIGGER
        "ManualTrigger" ["ManualTrigger"] MANUAL_TRIGGER
        "CronJobTrigger" ["CronJobTrigger"] CRON_TRIGGER
        "ContentChangedTriggerV2" ["ContentChangedTrigger"] OLD_CONTENT_TRIGGER
        "AssetChangedTriggerV2" ["AssetChangedTrigger"] OLD_ASSET_TRIGGER
    },
};

shapes! {
    BRANCH = "IfFlowBranch" { "condition" Type::Text, "nextStepId" Type::OptGuid }
    ALGOLIA_STEP = "AlgoliaFlowStep" { "appId" Type::Text, "apiKey" Type::Text, "indexName" Type::Text, "document" Type::Text, "delete" Type::Text }
    AZURE_QUEUE_STEP = "AzureQueueFlowStep" { "connectionString" Type::Text, "queue" Type::Text, "payload" Type::Text }
    COMMENT_STEP = "CommentFlowStep" { "text" Type::Text, "client" Type::Text }
    CREATE_CONTENT_STEP = "CreateContentFlowStep" { "data" Type::Text, "schema" Type::Text, "client" Type::Text, "publish" Type::Bool }
    DEEP_DETECT_STEP = "DeepDetectFlowStep" { "minimumPropability" Type::Int64, "maximumTags" Type::Int64 }
    DISCOURSE_STEP = "DiscourseFlowStep" { "url" Type::Uri, "apiKey" Type::Text, "apiUsername" Type::Text, "text" Type::Text, "title" Type::Text, "topic" Type::OptInt32, "category" Type::OptInt32 }
    ELASTIC_SEARCH_STEP = "ElasticSearchFlowStep" { "host" Type::Uri, "indexName" Type::Text, "username" Type::Text, "password" Type::Text, "document" Type::Text, "delete" Type::Text }
    EMAIL_STEP = "EmailFlowStep" { "serverHost" Type::Text, "serverPort" Type::Int32, "serverUsername" Type::Text, "serverPassword" Type::Text, "messageFrom" Type::Text, "messageTo" Type::Text, "messageSubject" Type::Text, "messageBody" Type::Text }
    FASTLY_STEP = "FastlyFlowStep" { "apiKey" Type::Text, "serviceId" Type::Text, "key" Type::Text }
    KAFKA_STEP = "KafkaFlowStep" { "topicName" Type::Text, "payload" Type::Text, "key" Type::Text, "partitionKey" Type::Text, "partitionCount" Type::Int32, "headers" Type::Text, "schema" Type::Text }
    MEDIUM_STEP = "MediumFlowStep" { "accessToken" Type::Text, "title" Type::Text, "content" Type::Text, "canonicalUrl" Type::Text, "tags" Type::Text, "publicationId" Type::Text, "isHtml" Type::Bool }
    NOTIFICATION_STEP = "NotificationFlowStep" { "user" Type::Text, "text" Type::Text, "url" Type::Text, "client" Type::Text }
    OPEN_SEARCH_STEP = "OpenSearchFlowStep" { "host" Type::Uri, "indexName" Type::Text, "username" Type::Text, "password" Type::Text, "document" Type::Text, "delete" Type::Text }
    PRERENDER_STEP = "PrerenderFlowStep" { "token" Type::Text, "url" Type::Text }
    SCRIPT_STEP = "ScriptFlowStep" { "script" Type::Text }
    SIGNAL_R_STEP = "SignalRFlowStep" { "connectionString" Type::Text, "hubName" Type::Text, "action" Type::Enum(&SIGNALR_ACTION), "methodName" Type::Text, "target" Type::Text, "payload" Type::Text }
    SLACK_STEP = "SlackFlowStep" { "webhookUrl" Type::Uri, "text" Type::Text }
    TWEET_STEP = "TweetFlowStep" { "accessToken" Type::Text, "accessSecret" Type::Text, "text" Type::Text }
    TYPESENSE_STEP = "TypesenseFlowStep" { "host" Type::Uri, "indexName" Type::Text, "apiKey" Type::Text, "document" Type::Text, "delete" Type::Text }
    WEBHOOK_STEP = "WebhookFlowStep" { "method" Type::Enum(&WEBHOOK_METHOD), "url" Type::Text, "payload" Type::Text, "headers" Type::Text, "payloadType" Type::Text, "sharedSecret" Type::Text }
    WEBHOOK_ACTION = "WebhookAction" { "method" Type::Enum(&WEBHOOK_METHOD), "url" Type::Uri, "payload" Type::Text, "headers" Type::Text, "payloadType" Type::Text, "sharedSecret" Type::Text }
    DELAY_STEP = "DelayFlowStep" { "delayInSec" Type::Int32 }
    IF_STEP = "IfFlowStep" { "branches" Type::List(&Type::Object(&BRANCH)), "elseStepId" Type::OptGuid }
}

/// Steps of a rule.
pub static STEPS: Poly = Poly {
    name: "FlowStep",
    discriminator: "stepType",
    what: "rule step",
    classes: classes! {
        "Algolia" ["Algolia"] ALGOLIA_STEP
        "AzureQueue" ["AzureQueue"] AZURE_QUEUE_STEP
        "Comment" ["Comment"] COMMENT_STEP
        "CreateContent" ["CreateContent"] CREATE_CONTENT_STEP
        "DeepDetect" ["DeepDetect"] DEEP_DETECT_STEP
        "Discourse" ["Discourse"] DISCOURSE_STEP
        "ElasticSearch" ["ElasticSearch"] ELASTIC_SEARCH_STEP
        "Email" ["Email"] EMAIL_STEP
        "Fastly" ["Fastly"] FASTLY_STEP
        "Kafka" ["Kafka"] KAFKA_STEP
        "Medium" ["Medium"] MEDIUM_STEP
        "Notification" ["Notification"] NOTIFICATION_STEP
        "OpenSearch" ["OpenSearch"] OPEN_SEARCH_STEP
        "Prerender" ["Prerender"] PRERENDER_STEP
        "Script" ["Script"] SCRIPT_STEP
        "SignalR" ["SignalR"] SIGNAL_R_STEP
        "Slack" ["Slack"] SLACK_STEP
        "Tweet" ["Tweet"] TWEET_STEP
        "Typesense" ["Typesense"] TYPESENSE_STEP
        "Webhook" ["Webhook"] WEBHOOK_STEP
        "Delay" ["Delay"] DELAY_STEP
        "If" ["If"] IF_STEP
    },
};

/// What a rule did before there were steps.
pub static ACTIONS: Poly = Poly {
    name: "RuleAction",
    discriminator: "actionType",
    what: "rule action",
    classes: classes! {
        "Algolia" ["Algolia" "AlgoliaAction"] ALGOLIA_STEP
        "AzureQueue" ["AzureQueue" "AzureQueueAction"] AZURE_QUEUE_STEP
        "Comment" ["Comment" "CommentAction"] COMMENT_STEP
        "CreateContent" ["CreateContent" "CreateContentAction"] CREATE_CONTENT_STEP
        "DeepDetect" ["DeepDetect" "DeepDetectAction"] DEEP_DETECT_STEP
        "Discourse" ["Discourse" "DiscourseAction"] DISCOURSE_STEP
        "ElasticSearch" ["ElasticSearch" "ElasticSearchAction"] ELASTIC_SEARCH_STEP
        "Email" ["Email" "EmailAction"] EMAIL_STEP
        "Fastly" ["Fastly" "FastlyAction"] FASTLY_STEP
        "Kafka" ["Kafka" "KafkaAction"] KAFKA_STEP
        "Medium" ["Medium" "MediumAction"] MEDIUM_STEP
        "Notification" ["Notification" "NotificationAction"] NOTIFICATION_STEP
        "OpenSearch" ["OpenSearch" "OpenSearchAction"] OPEN_SEARCH_STEP
        "Prerender" ["Prerender" "PrerenderAction"] PRERENDER_STEP
        "Script" ["Script" "ScriptAction"] SCRIPT_STEP
        "SignalR" ["SignalR" "SignalRAction"] SIGNAL_R_STEP
        "Slack" ["Slack" "SlackAction"] SLACK_STEP
        "Tweet" ["Tweet" "TweetAction"] TWEET_STEP
        "Typesense" ["Typesense" "TypesenseAction"] TYPESENSE_STEP
        "Webhook" ["Webhook" "WebhookAction"] WEBHOOK_ACTION
    },
};

shapes! {
    STEP_DEFINITION = "FlowStepDefinition" {
        "nextStepId" Type::OptGuid, "name" Type::Text, "ignoreError" Type::Bool, "step" Type::Poly(&STEPS),
    }
    FLOW = "FlowDefinition" {
        "initialStepId" Type::OptGuid, "steps" Type::Map(Key::Guid, &Type::Object(&STEP_DEFINITION)),
    }
}

/// `Event BASE { props }`
macro_rules! events {
    ($($event:ident $base:ident { $($props:tt)* })*) => {
        /// What the payload of that event type may hold.
        pub fn shape(event: EventType) -> &'static Shape {
            match event {
                $(EventType::$event => {
                    static SHAPE: Shape =
                        Shape { name: stringify!($event), props: props![$($props)*], base: Some(&$base), scoped: false };
                    &SHAPE
                })*
            }
        }
    };
}

events! {
    // --- Written today ----------------------------------------------------------------------
    AppCreated APP_KEPT { "name" Type::Text => Name }
    AppUpdated APP { "label" Type::Text => Label, "description" Type::Text => Description }
    AppDeleted APP { "permanent" Type::Bool => Permanent }
    AppTransfered APP { "teamId" Type::OptId => TeamId }
    AppSettingsUpdated APP { "settings" Type::Object(&SETTINGS) => Settings as Json }
    AppAssetsScriptsConfigured APP { "scripts" Type::Object(&ASSET_SCRIPTS) => Scripts as Presence }
    AppPlanChanged APP { "planId" Type::Text => PlanId }
    AppPlanReset APP {}
    AppImageUploaded APP { "image" Type::Object(&IMAGE) => Image as Json }
    AppImageRemoved APP {}
    AppContributorAssigned APP {
        "contributorId" Type::Text => ContributorId, "role" Type::Text => Role, "isCreated" Type::Bool,
        "isAdded" Type::Bool,
    }
    AppContributorRemoved APP { "contributorId" Type::Text => ContributorId }
    AppClientAttached APP {
        "id" Type::Text => Id, "secret" Type::Text => Secret as NotBlank, "role" Type::Text => Role,
    }
    AppClientUpdated APP {
        "id" Type::Text => Id, "name" Type::Text => Name, "role" Type::Text => Role,
        "apiCallsLimit" Type::OptInt64 => ApiCallsLimit, "apiTrafficLimit" Type::OptInt64 => ApiTrafficLimit,
        "allowAnonymous" Type::OptBool => AllowAnonymous,
    }
    AppClientRevoked APP { "id" Type::Text => Id }
    AppRoleAdded APP { "name" Type::Text => Name }
    AppRoleDeleted APP { "name" Type::Text => Name }
    AppRoleUpdated APP {
        "name" Type::Text => Name, "permissions" TEXTS => Permissions, "properties" Type::Values => Properties as Presence,
    }
    AppLanguageAdded APP { "language" Type::Language => Language }
    AppLanguageRemoved APP { "language" Type::Language => Language }
    AppLanguageUpdated APP {
        "language" Type::Language => Language, "isOptional" Type::Bool => IsOptional, "isMaster" Type::Bool => IsMaster,
        "fallback" Type::List(&Type::Language) => Fallback,
    }
    AppWorkflowAdded APP { "workflowId" Type::Id => WorkflowId, "name" Type::Text => Name }
    AppWorkflowUpdated APP { "workflowId" Type::Id => WorkflowId, "workflow" Type::Object(&WORKFLOW) => Workflow as Json }
    AppWorkflowDeleted APP { "workflowId" Type::Id => WorkflowId }
    AppUsageExceeded APP { "callsCurrent" Type::Int64, "callsLimit" Type::Int64, "ruleId" Type::Id => RuleId }
    SchemaCreated SCHEMA { "schema" Type::Object(&SCHEMA_SURROGATE) => Schema as Json }
    SchemaUpdated SCHEMA { "properties" Type::Object(&SCHEMA_PROPERTIES) => Properties as Json }
    SchemaCategoryChanged SCHEMA { "name" Type::Text => Name }
    SchemaScriptsConfigured SCHEMA { "scripts" Type::Object(&SCHEMA_SCRIPTS) => Scripts as Presence }
    SchemaPreviewUrlsConfigured SCHEMA { "previewUrls" Type::Map(Key::Text, &Type::Text) => PreviewUrls as Presence }
    SchemaFieldRulesConfigured SCHEMA { "fieldRules" Type::List(&Type::Object(&FIELD_RULE)) => FieldRules as Json }
    SchemaUIFieldsConfigured SCHEMA { "fieldsInLists" TEXTS => FieldsInLists, "fieldsInReferences" TEXTS => FieldsInReferences }
    SchemaPublished SCHEMA {}
    SchemaUnpublished SCHEMA {}
    SchemaDeleted SCHEMA { "permanent" Type::Bool => Permanent }
    SchemaFieldsReordered PARENT_FIELD { "fieldIds" Type::List(&Type::Int64) => FieldIds }
    FieldAdded FIELD {
        "name" Type::Text => Name, "partitioning" Type::Text => Partitioning,
        "properties" Type::Poly(&FIELD_TYPES) => Properties as Class,
    }
    FieldUpdated FIELD { "properties" Type::Poly(&FIELD_TYPES) => Properties as Class }
    FieldDeleted FIELD {}
    FieldHidden FIELD {}
    FieldShown FIELD {}
    FieldLocked FIELD {}
    FieldDisabled FIELD {}
    FieldEnabled FIELD {}
    ContentCreated CONTENT { "status" Type::Status => Status, "data" Type::Data => Data }
    ContentUpdated CONTENT { "data" Type::Data => Data, "newVersion" Type::Bool => NewVersion }
    ContentDraftCreated CONTENT { "migratedData" Type::Data => MigratedData, "status" Type::Status => Status }
    ContentDraftDeleted CONTENT {}
    ContentStatusChanged CONTENT {
        "change" Type::Enum(&STATUS_CHANGE) => Change, "status" Type::Status => Status, "newVersion" Type::Bool => NewVersion,
    }
    ContentStatusScheduled CONTENT { "status" Type::Status => Status, "dueTime" Type::Instant => DueTime }
    ContentSchedulingCancelled CONTENT {}
    ContentDeleted CONTENT {}
    AssetCreated ASSET {
        "parentId" Type::Id => ParentId, "fileName" Type::Text => FileName, "fileHash" Type::Text => FileHash,
        "mimeType" Type::Text => MimeType, "slug" Type::Text => Slug, "fileVersion" Type::Int64 => FileVersion,
        "fileSize" Type::Int64 => FileSize, "type" Type::Enum(&ASSET_TYPE) => AssetType,
        "metadata" Type::Values => Metadata as Presence, "tags" TEXTS => Tags,
    }
    AssetUpdated ASSET {
        "mimeType" Type::Text => MimeType, "fileHash" Type::Text => FileHash, "fileSize" Type::Int64 => FileSize,
        "fileVersion" Type::Int64 => FileVersion, "type" Type::Enum(&ASSET_TYPE) => AssetType,
        "metadata" Type::Values => Metadata as Presence,
    }
    AssetAnnotated ASSET {
        "fileName" Type::Text => FileName, "slug" Type::Text => Slug, "isProtected" Type::OptBool => IsProtected,
        "metadata" Type::Values => Metadata as Presence, "tags" TEXTS => Tags,
    }
    AssetMoved ASSET { "parentId" Type::Id => ParentId }
    AssetDeleted ASSET { "deletedSize" Type::Int64, "oldTags" TEXTS }
    AssetFolderCreated FOLDER { "parentId" Type::Id => ParentId, "folderName" Type::Text => FolderName }
    AssetFolderRenamed FOLDER { "folderName" Type::Text => FolderName }
    AssetFolderMoved FOLDER { "parentId" Type::Id => ParentId }
    AssetFolderDeleted FOLDER {}
    RuleCreated RULE {
        "name" Type::Text => Name, "trigger" Type::Poly(&TRIGGERS) => Trigger as Class,
        "flow" Type::Object(&FLOW) => Flow as Presence, "isEnabled" Type::OptBool => IsEnabled,
    }
    RuleUpdated RULE {
        "name" Type::Text => Name, "trigger" Type::Poly(&TRIGGERS) => Trigger as Class,
        "flow" Type::Object(&FLOW) => Flow as Presence, "isEnabled" Type::OptBool => IsEnabled,
    }
    RuleEnabled RULE {}
    RuleDisabled RULE {}
    RuleDeleted RULE {}
    RuleManuallyTriggered RULE { "value" Type::Value }
    RuleCronJobTriggered RULE { "value" Type::Value }
    CommentCreated COMMENTS { "text" Type::Text, "mentions" TEXTS, "url" Type::Uri }
    TeamCreated TEAM { "name" Type::Text }
    TeamUpdated TEAM { "name" Type::Text }
    TeamContributorAssigned TEAM { "contributorId" Type::Text, "role" Type::Text, "isCreated" Type::Bool, "isAdded" Type::Bool }
    TeamContributorRemoved TEAM { "contributorId" Type::Text }
    TeamPlanChanged TEAM { "planId" Type::Text }
    TeamPlanReset TEAM {}
    TeamAuthChanged TEAM { "scheme" Type::Object(&AUTH_SCHEME) }
    TeamDeleted TEAM {}

    // --- Old, still accepted ----------------------------------------------------------------
    OldAppArchived APP {}
    OldAppClientChanged APP { "id" Type::Text => Id, "isReader" Type::Bool }
    OldAppClientRenamed APP { "id" Type::Text => Id, "name" Type::Text => Name }
    OldAppClientUpdated APP { "id" Type::Text => Id, "permission" Type::Enum(&CLIENT_PERMISSION) => Role }
    OldAppContributorAssigned APP {
        "contributorId" Type::Text => ContributorId, "permission" Type::Enum(&CONTRIBUTOR_PERMISSION) => Role,
    }
    OldAppPlanChanged APP { "planId" Type::Text => PlanId }
    OldAppMasterLanguageSet APP { "language" Type::Language => Language }
    OldAppPatternAdded APP {
        "patternId" Type::Id => PatternId, "name" Type::Text => Name, "pattern" Type::Text => Pattern,
        "message" Type::Text => Message,
    }
    OldAppPatternUpdated APP {
        "patternId" Type::Id => PatternId, "name" Type::Text => Name, "pattern" Type::Text => Pattern,
        "message" Type::Text => Message,
    }
    OldAppPatternDeleted APP { "patternId" Type::Id => PatternId }
    OldAppWorkflowConfigured APP { "workflow" Type::Object(&WORKFLOW) => Workflow as Json }
    OldSchemaCreated SCHEMA {
        "name" Type::Text, "singleton" Type::Bool, "publish" Type::Bool,
        "fields" Type::Items(&Type::Object(&SCHEMA_CREATED_FIELD)), "properties" Type::Object(&SCHEMA_PROPERTIES),
    }
    OldScriptsConfigured SCHEMA {
        "scriptQuery" Type::Text, "scriptCreate" Type::Text, "scriptUpdate" Type::Text, "scriptDelete" Type::Text,
        "scriptChange" Type::Text,
    }
    OldWebhookAdded SCHEMA { "id" Type::Guid, "url" Type::Uri, "sharedSecret" Type::Text }
    OldWebhookDeleted SCHEMA { "id" Type::Guid }
    OldContentCreated CONTENT { "data" Type::Data => Data, "status" Type::Status => Status }
    OldContentStatusChanged CONTENT { "change" Type::Text => Change, "status" Type::Status => Status }
    OldContentPublished CONTENT {}
    OldContentUnpublished CONTENT {}
    OldContentArchived CONTENT {}
    OldContentRestored CONTENT {}
    OldContentChangesPublished CONTENT {}
    OldContentUpdateProposed CONTENT { "data" Type::Data => MigratedData }
    OldContentChangesDiscarded CONTENT {}
    OldAssetCreated ASSET {
        "parentId" Type::Guid => ParentId, "fileName" Type::Text => FileName, "fileHash" Type::Text => FileHash,
        "mimeType" Type::Text => MimeType, "slug" Type::Text => Slug, "fileVersion" Type::Int64 => FileVersion,
        "fileSize" Type::Int64 => FileSize, "isImage" Type::Bool, "pixelWidth" Type::OptInt32,
        "pixelHeight" Type::OptInt32, "tags" TEXTS => Tags,
    }
    OldAssetUpdated ASSET {
        "mimeType" Type::Text => MimeType, "fileHash" Type::Text => FileHash, "fileSize" Type::Int64 => FileSize,
        "fileVersion" Type::Int64 => FileVersion, "isImage" Type::Bool, "pixelWidth" Type::OptInt32,
        "pixelHeight" Type::OptInt32,
    }
    OldAssetRenamed ASSET { "fileName" Type::Text => FileName }
    OldAssetTagged ASSET { "tags" TEXTS => Tags }
    OldRuleCreated RULE {
        "trigger" Type::Poly(&TRIGGERS) => Trigger as Class, "action" Type::Poly(&ACTIONS) => Action as Class,
        "name" Type::Text => Name,
    }
    OldRuleUpdated RULE {
        "name" Type::Text => Name, "trigger" Type::Poly(&TRIGGERS) => Trigger as Class,
        "action" Type::Poly(&ACTIONS) => Action as Class, "isEnabled" Type::OptBool => IsEnabled,
    }
    OldCommentUpdated PLAIN { "text" Type::Text }
    OldCommentDeleted PLAIN {}
    OldNoop SQUIDEX {}
    OldNoopConvent CONTENT {}
}

/// All shapes that can be reached from one.
#[cfg(test)]
pub fn reach(shape: &'static Shape, seen: &mut Vec<&'static Shape>) {
    if seen.iter().any(|known| std::ptr::eq(*known, shape)) {
        return;
    }
    seen.push(shape);
    for prop in shape.all() {
        let mut ty = &prop.ty;
        while let Type::List(item)
        | Type::Items(item)
        | Type::Map(_, item)
        | Type::MapNotNull(_, item) = ty
        {
            ty = item;
        }
        match ty {
            Type::Object(shape) => reach(shape, seen),
            Type::Poly(poly) => poly
                .classes
                .iter()
                .for_each(|class| reach(class.shape, seen)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_decoder_relies_on() {
        let mut shapes = Vec::new();
        for &event in EventType::ALL {
            reach(shape(event), &mut shapes);
            // Kept fields are told by their name, but for permissions that became roles.
            for (prop, field) in shape(event)
                .all()
                .filter_map(|prop| Some((prop, prop.keep?.0)))
            {
                assert!(
                    prop.name == field.name()
                        || matches!(field, EventField::Role | EventField::MigratedData),
                    "{event} {}",
                    prop.name
                );
            }
        }
        assert!(shapes.len() > 100);
        for shape in shapes {
            let names: Vec<_> = shape
                .all()
                .map(|prop| prop.name.to_ascii_lowercase())
                .collect();
            for (at, name) in names.iter().enumerate() {
                assert!(
                    !names[..at].contains(name),
                    "{} has {name} twice",
                    shape.name
                );
            }
            // The check for what is missing looks at the own properties of a class only, by bit.
            assert!(shape.props.len() <= 64);
            let inherited = shape.all().skip(shape.props.len());
            assert!(
                inherited.into_iter().all(|prop| prop.need == Need::Nothing),
                "{}",
                shape.name
            );
        }
    }
}
