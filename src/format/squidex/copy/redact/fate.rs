//! The allow-list: what becomes of each text, by class and property.

use super::kind::Kind;
use crate::format::squidex::events::schema::{Prop, Type};

/// What becomes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Stays,
    Goes(Kind),
    /// The id of a user.
    User,
    /// Tag ids: those that AssetTags.json has.
    Tags,
    FileName,
    FolderName,
    FileHash,
    Secret,
    /// One of a few words of the server.
    Word,
}
/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub owner: &'static str,
    pub prop: &'static Prop,
    /// In a step or an action of a rule.
    pub in_rule: bool,
}

/// What becomes of a text, by class and property. What is not named here goes.
pub(super) fn fate(ty: &Type, place: Place) -> Fate {
    let (owner, name) = (place.owner, place.prop.name);
    match name {
        "condition" | "expression" | "script" => return Fate::Goes(Kind::Scripts),
        _ if place.in_rule => return Fate::Goes(Kind::RuleSecrets),
        _ => {}
    }
    match owner {
        "SchemaScripts" | "AssetScripts" | "OldScriptsConfigured" => Fate::Goes(Kind::Scripts),
        "CommentCreated" | "OldCommentUpdated" if name == "mentions" => Fate::User,
        "CommentCreated" | "OldCommentUpdated" => Fate::Goes(Kind::Comments),
        "OldWebhookAdded" | "AuthScheme" => Fate::Goes(Kind::RuleSecrets),
        "AppClientAttached" if name == "secret" => Fate::Secret,
        "AppContributorAssigned"
        | "AppContributorRemoved"
        | "OldAppContributorAssigned"
        | "TeamContributorAssigned"
        | "TeamContributorRemoved"
            if name == "contributorId" =>
        {
            Fate::User
        }
        "AssetCreated" | "AssetUpdated" | "AssetAnnotated" | "AssetDeleted" | "OldAssetCreated"
        | "OldAssetUpdated" | "OldAssetRenamed" | "OldAssetTagged" => match name {
            // Without either the server can't rebuild the asset.
            "fileName" | "slug" => Fate::FileName,
            "fileHash" => Fate::FileHash,
            "tags" | "oldTags" => Fate::Tags,
            "mimeType" => Fate::Stays,
            _ => Fate::Goes(Kind::Unknown),
        },
        "OldContentStatusChanged" => Fate::Word,
        "AssetFolderCreated" | "AssetFolderRenamed" => Fate::FolderName,
        _ if matches!(ty, Type::Uri) => Fate::Goes(Kind::Links),
        "SchemaPreviewUrlsConfigured" | "Editor" => Fate::Goes(Kind::Links),
        _ if name == "previewUrls" || name == "editorUrl" => Fate::Goes(Kind::Links),
        "SchemaProperties" if name.ends_with("Url") => Fate::Goes(Kind::Links),
        _ if STAYS.contains(&(owner, name)) => Fate::Stays,
        _ => Fate::Goes(Kind::Descriptions),
    }
}

/// Texts that are the structure of an app: without them it would be another one.
const STAYS: &[(&str, &str)] = &[
    ("AppCreated", "name"),
    ("AppRoleAdded", "name"),
    ("AppRoleDeleted", "name"),
    ("AppRoleUpdated", "name"),
    ("AppRoleUpdated", "permissions"),
    ("AppContributorAssigned", "role"),
    ("TeamContributorAssigned", "role"),
    ("AppClientAttached", "id"),
    ("AppClientAttached", "role"),
    ("AppClientUpdated", "id"),
    ("AppClientUpdated", "role"),
    ("AppClientRevoked", "id"),
    ("OldAppClientChanged", "id"),
    ("OldAppClientRenamed", "id"),
    ("OldAppClientUpdated", "id"),
    ("AppWorkflowAdded", "name"),
    ("Workflow", "name"),
    ("WorkflowStepSurrogate", "color"),
    ("WorkflowTransitionSurrogate", "role"),
    ("WorkflowTransitionSurrogate", "roles"),
    ("NoUpdate", "roles"),
    ("AppImage", "mimeType"),
    ("AppPlanChanged", "planId"),
    ("OldAppPlanChanged", "planId"),
    ("SchemaSurrogate", "name"),
    ("SchemaSurrogate", "fieldsInLists"),
    ("SchemaSurrogate", "fieldsInReferences"),
    ("SchemaUIFieldsConfigured", "fieldsInLists"),
    ("SchemaUIFieldsConfigured", "fieldsInReferences"),
    ("SchemaProperties", "searchFields"),
    ("FieldSurrogate", "name"),
    ("FieldSurrogate", "partitioning"),
    ("FieldRule", "field"),
    ("FieldAdded", "name"),
    ("FieldAdded", "partitioning"),
    ("OldSchemaCreated", "name"),
    ("SchemaCreatedField", "name"),
    ("SchemaCreatedField", "partitioning"),
    ("SchemaCreatedNestedField", "name"),
    ("ArrayFieldProperties", "uniqueFields"),
    ("ComponentsFieldProperties", "uniqueFields"),
    ("CronJobTrigger", "cronExpression"),
    ("CronJobTrigger", "cronTimezone"),
];
