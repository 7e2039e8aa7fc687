// Generated from the engine's defaults by `cargo xtask types`; a test fails when it drifts. Do not edit.

import type { Options } from './types';

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
    "target_url": null,
    "profile": null,
    "calibration": null
  }
};
