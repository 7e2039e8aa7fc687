// Generated from the engine's defaults by `cargo xtask types`; a test fails when it drifts. Do not edit.

import type { Options, Wanted } from './types';

/** What is assumed as long as nobody says anything. */
export const DEFAULTS: Options = {
  "system": null,
  "now": null,
  "squidex": {
    "restore_name": null,
    "existing_apps": [],
    "initiator": {
      "kind": "subject",
      "id": null
    },
    "initiator_email": null,
    "store": "other",
    "server_version": null,
    "target_url": null,
    "profile": null,
    "calibration": null
  },
  "app_service": {
    "tier": "none",
    "now": null,
    "told": false
  },
  "sharepoint": {
    "sql_server": null,
    "sharepoint": null,
    "site_list": null,
    "roles": [],
    "site_files": [],
    "run": null,
    "same_time_seconds": null,
    "close_time_seconds": null,
    "whole_set": false,
    "no_site_lock": false,
    "mask_names": false,
    "now": null
  },
  "unknown": {}
};

/** How it is exported as long as nobody says anything. */
export const EXPORT: Wanted = {
  "what": "",
  "only": [],
  "part": null,
  "form": "ndjson",
  "in_folder": false,
  "byte_order_mark": false,
  "all": false,
  "as_restored": false,
  "include": [],
  "all_versions": false,
  "rules_enabled": false,
  "lines": {
    "types": [],
    "stream": null,
    "actor": null,
    "text": null,
    "from": null,
    "to": null
  }
};
